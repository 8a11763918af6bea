/**
 * What the clock brings: a vendor's day that is over, a customer to be reminded, a pickup whose time has passed. Each is a job
 * that waits until then; it looks at the fulfillment order as it stands, so that what changed meanwhile is none of its business.
 */
import { pickupReady, vendorConfirmed, vendorOrderSent } from '@gantry/shared/events/fulfillment';
import { orderCancelled, quantityCancelled } from '@gantry/shared/events/orders';
import { z } from 'zod';
import { on, reactionGroup } from '../../../platform/log/reaction.ts';
import { type JobName, job } from '../../../platform/work/jobs.ts';
import type { FloorNeeds } from '../needs.ts';
import { endOfDay } from './business-days.ts';
import { readOne } from './changing.ts';
import { isAwaited } from './dropship.ts';
import { askToStop, tellLate, vendorOf, zoneOfVendor } from './dropship-commands.ts';
import { pickupKeeping } from './keeping.ts';
import type { PickupCodes } from './pickup-code.ts';
import { expire } from './pickup-commands.ts';
import { writeAbout } from './pickup-mail.ts';

type Needs = FloorNeeds & { codes: PickupCodes };

const until = z.object({ fulfillmentId: z.string(), expiresAt: z.string() });
const dayOver = {
  name: 'fulfillment.vendor_day_over',
  title: 'A vendor has not answered within its day',
  payload: z.object({ fulfillmentId: z.string(), expectedOn: z.string() }),
};
const remind = {
  name: 'fulfillment.remind_customer',
  title: 'Reminds a customer of a parcel to collect',
  payload: until,
};
const timeOver = {
  name: 'fulfillment.pickup_time_over',
  title: 'The time to collect a parcel is over',
  payload: until,
};

type Thread = { correlationId: string; merchant?: string | undefined };

/** Looks again when the day is over where its vendor is. */
const lookAtEndOf = async (
  needs: Needs,
  { fulfillmentId, expectedOn }: { fulfillmentId: string; expectedOn: string | null },
  thread: Thread,
): Promise<void> => {
  if (expectedOn === null) return;
  const { platform } = needs;
  const state = await readOne(needs, { fulfillmentId });
  const runAt = endOfDay(expectedOn, zoneOfVendor(await vendorOf(needs, platform.database, state)));
  // A vendor may be said to keep another clock meanwhile: another time is another look.
  const key = `${fulfillmentId}:${expectedOn}:${runAt.toISOString()}`;
  await platform.jobs.enqueue(dayOver, { fulfillmentId, expectedOn }, { key, thread, runAt });
};

/** Waits for whatever a pickup's time brings. */
const lookAtTimeOf = async (needs: Needs, about: z.output<typeof until>, thread: Thread): Promise<void> => {
  const { platform, settings } = needs;
  const { reminderHours } = settings.read(pickupKeeping);
  const end = new Date(about.expiresAt);
  const ask = (name: JobName<typeof about>, runAt: Date): Promise<void> =>
    platform.jobs.enqueue(name, about, { key: `${about.fulfillmentId}:${about.expiresAt}`, thread, runAt });
  const reminder = new Date(end.getTime() - reminderHours * 3_600_000);
  // Whoever was told just now needs no reminder.
  if (reminderHours > 0 && reminder > platform.clock.now()) await ask(remind, reminder);
  await ask(timeOver, end);
};

/** Follows what vendors and pickups are waited for from now on. */
export const collectingReactions = (needs: Needs) => [
  reactionGroup('fulfillment.collecting', {
    title: 'Looks after parcels that customers collect',
    batch: 100,
    reactions: [
      on(vendorOrderSent, ({ payload, thread }) => lookAtEndOf(needs, payload, thread)),
      on(vendorConfirmed, ({ payload, thread }) => lookAtEndOf(needs, payload, thread)),
      on(orderCancelled, ({ payload: { orderId }, id }) => askToStop(needs, [orderId], id)),
      on(quantityCancelled, ({ payload: { orderId }, id }) => askToStop(needs, [orderId], id)),
      on(pickupReady, async ({ payload, thread }) => {
        await writeAbout(needs, 'ready', payload);
        await lookAtTimeOf(needs, payload, thread);
      }),
    ],
  }),
];

export const collectingJobs = (needs: Needs) => [
  job({
    ...dayOver,
    lane: 'fast',
    run: async ({ fulfillmentId, expectedOn }, { thread }) => {
      const state = await readOne(needs, { fulfillmentId });
      if (!isAwaited(state) || state.vendorOrder?.expectedOn !== expectedOn) return;
      const { platform } = needs;
      const over = endOfDay(expectedOn, zoneOfVendor(await vendorOf(needs, platform.database, state)));
      if (over > platform.clock.now()) return lookAtEndOf(needs, { fulfillmentId, expectedOn }, thread);
      await tellLate(needs, { fulfillmentId, thread: { ...thread, actor: 'system:fulfillment' } }, expectedOn);
    },
  }),
  job({ ...remind, lane: 'fast', run: (about) => writeAbout(needs, 'reminder', about) }),
  job({
    ...timeOver,
    lane: 'fast',
    run: async ({ fulfillmentId, expiresAt }, { thread }) => {
      const state = await readOne(needs, { fulfillmentId });
      const { pickup } = state;
      if (pickup?.expiresAt !== expiresAt || pickup.handedOverAt !== null || pickup.expired) return;
      if (state.status === 'cancelled') return;
      const by = { fulfillmentId, thread: { ...thread, actor: 'system:fulfillment' } };
      await expire(needs, by, needs.platform.clock.now());
    },
  }),
];
