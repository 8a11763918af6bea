/**
 * Orders in the Trash that wait for a listing go on once it is mapped: those of which every listing is. Whoever is told of a
 * mapping asks for a job, so that thousands of orders delay nobody else's.
 */
import { listingMapped } from '@gantry/shared/events/inventory/products';
import { z } from 'zod';
import type { Thread } from '../../../platform/log/event-log.ts';
import { on, reactionGroup } from '../../../platform/log/reaction.ts';
import type { Platform } from '../../../platform/platform.ts';
import {
  retryMessages,
  type WaitingAsked,
  type WaitingMessage,
  waitingMessages,
} from '../../../platform/trash/waiting.ts';
import { job } from '../../../platform/work/jobs.ts';
import { type Inventory, listingKey } from '../../inventory/public.ts';

type Needs = { platform: Platform; inventory: Inventory };
const self = { actor: 'system:orders' };

/** Asks for another try of those of which every listing is mapped by now. */
export const resumeMapped = async (
  { platform, inventory }: Needs,
  messages: readonly Omit<WaitingMessage, 'trashedAt'>[],
  by: Pick<Thread, 'actor' | 'causationId'> = self,
): Promise<void> => {
  const asked = messages.flatMap(({ merchant, channel, channelSkus }) =>
    channelSkus.map((channelSku) => ({ merchant, channel, channelSku })),
  );
  const once = [...new Map(asked.map((one) => [listingKey(one.merchant, one.channel, one.channelSku), one])).values()];
  const mapped = await inventory.listings(platform.database, once);
  const whole = messages.filter(({ merchant, channel, channelSkus }) =>
    channelSkus.every((channelSku) => mapped.has(listingKey(merchant, channel, channelSku))),
  );
  await retryMessages(platform, whole, by);
};

const together = 200;

const resumeAll = async (
  needs: Needs,
  listing: WaitingAsked['listing'],
  by: Pick<Thread, 'actor' | 'causationId'>,
): Promise<void> => {
  for (let after: WaitingMessage | undefined; ; ) {
    const page = await waitingMessages(needs.platform.database, { listing, after, most: together });
    await resumeMapped(needs, page, by);
    after = page.at(-1);
    if (!after || page.length < together) return;
  }
};

const mappedListing = z.object({ merchant: z.string(), channel: z.string(), channelSku: z.string() });
const resuming = {
  name: 'orders.resume_mapped',
  title: 'Goes on with orders whose listing was mapped',
  payload: mappedListing,
};

export const mappedReactions = ({ platform }: Pick<Needs, 'platform'>) => [
  reactionGroup('orders.listings', {
    title: 'Goes on with orders whose listing was mapped',
    restMs: 100,
    reactions: [
      on(listingMapped, ({ payload: { merchant, channel, channelSku }, id, thread }) =>
        platform.jobs.enqueue(resuming, { merchant, channel, channelSku }, { key: id, thread }),
      ),
    ],
  }),
];

/** One is asked for by a mapping; one by the clock, for what was being tried again while its listing was mapped. */
export const mappedJobs = (needs: Needs) => [
  job({
    ...resuming,
    lane: 'fast',
    run: (listing, { thread }) => resumeAll(needs, listing, thread),
  }),
  job({
    name: 'orders.resume_all_mapped',
    title: 'Goes on with all orders whose listings are mapped',
    payload: z.object({}),
    lane: 'slow',
    every: 300_000,
    run: (_, { thread }) => resumeAll(needs, undefined, thread),
  }),
];
