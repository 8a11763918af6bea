/**
 * Order intake: every order comes this way, whoever sends it. Orders that arrive together are written together, each with
 * the stock that is promised to it. What cannot become an order is kept in the Trash; a person is told at once.
 */
import { orderInput } from '@gantry/shared/api/orders';
import { mainMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { inWords, read } from '../../../kernel/faults.ts';
import type { Resumed } from '../../../platform/context.ts';
import type { Platform } from '../../../platform/platform.ts';
import { batched } from '../../../platform/write/batched.ts';
import type { MerchantBook } from '../../access/public.ts';
import type { Inventory } from '../../inventory/public.ts';
import { insistOnPickup } from '../changes/collecting.ts';
import { orderRows } from '../store.ts';
import { type Accepted, type OrderInput, orderIdOf, placementOf, type Submission, timesOf } from './reading.ts';
import { emptyOrder, type Trashed, unmappedFields, unmappedOrder } from './refused.ts';
import { writeBatch } from './write-batch.ts';

export type IntakeOutcome =
  | { outcome: 'placed' | 'unchanged' | 'amended'; orderId: string; trashId: null; reason: null }
  | Trashed;

/** A repaired order out of the Trash. Throws a Refusal that says what is still wrong with it. */
const repairedInput = (payload: unknown): OrderInput => {
  const parsed = read(orderInput, payload);
  if (!parsed.ok) throw new Refusal('invalid', 'invalid', inWords(parsed.faults), parsed.faults);
  if (parsed.data.lines.length === 0)
    throw new Refusal('invalid', 'order_without_lines', 'lines: an order has at least one line', [
      { path: 'lines', message: 'an order has at least one line' },
    ]);
  return parsed.data;
};

export type OrderIntake = {
  /** Takes an order in. Throws a Refusal for bad fields, or for what a person sent that cannot become an order. */
  place(submission: Submission): Promise<IntakeOutcome>;
  /** Gives a repaired order from the Trash another try. */
  resume(payload: unknown, of?: Resumed): Promise<void>;
  idle(): Promise<void>;
};

type Needs = { platform: Platform; merchants: Pick<MerchantBook, 'find'>; inventory: Inventory };

/** Whether a merchant takes new orders. Throws a Refusal when there is no such merchant. */
const takesOrders = async (merchants: Needs['merchants'], merchant: string): Promise<boolean> => {
  const found = await merchants.find(merchant);
  if (!found) throw new Refusal('invalid', 'no_such_merchant', `There is no merchant called ${merchant}`);
  return found.state === 'active';
};

/** A new place to collect an order must be one; what was accepted before is told again without harm. Throws a Refusal. */
const insistOnPlace = async (
  needs: Pick<Needs, 'platform' | 'inventory'>,
  { input, merchant }: Submission,
): Promise<void> => {
  const { pickupAt, channel } = input;
  if (pickupAt === undefined) return;
  const id = orderIdOf(merchant, input);
  const known = (await orderRows.byIds(needs.platform.database, [id])).get(id);
  if (known?.content.pickupAt !== pickupAt) await insistOnPickup(needs, { merchant, channel, pickupAt });
};

/** Opens the intake. */
export const openIntake = ({ platform, merchants, inventory }: Needs): OrderIntake => {
  const lane = batched((batch: Accepted[]) => writeBatch({ platform, inventory }, batch), { most: 100, lanes: 2 });
  const acceptedOf = async (submission: Submission): Promise<Accepted> => {
    const times = timesOf(submission.input, platform.clock.now());
    await insistOnPlace({ platform, inventory }, submission);
    return { ...submission, times, taken: await takesOrders(merchants, submission.merchant) };
  };
  const place = async (submission: Submission): Promise<IntakeOutcome> => {
    const accepted = await acceptedOf(submission);
    if (submission.input.lines.length === 0) {
      placementOf(accepted, platform.clock.now());
      return emptyOrder(platform, accepted);
    }
    const is = await lane.submit(accepted);
    if ('error' in is) throw is.error;
    if ('unmapped' in is) return unmappedOrder({ platform, inventory }, accepted, is.unmapped);
    if ('overtakenBy' in is) throw new Error('only what lay in the Trash can be overtaken');
    return { ...is, trashId: null, reason: null };
  };
  return {
    place,
    resume: async (payload, of) => {
      const input = repairedInput(payload);
      const thread = { correlationId: '', actor: 'system:trash' };
      const accepted = await acceptedOf({
        input,
        merchant: of?.merchant ?? mainMerchant,
        thread,
        ...(of?.trashedAt === undefined ? {} : { since: of.trashedAt }),
      });
      const is = await lane.submit(accepted);
      if ('error' in is) throw is.error;
      if ('overtakenBy' in is) of?.overtakenBy?.(is.overtakenBy);
      if (!('unmapped' in is)) return;
      const channelSkus = [...new Set(is.unmapped.map(({ channelSku }) => channelSku))];
      of?.waitsFor?.({ channel: input.channel, channelSkus });
      const words = `nobody has mapped ${channelSkus.join(', ')} of ${input.channel}`;
      throw new Refusal('invalid', 'sku_unmapped', words, unmappedFields(input.channel, is.unmapped));
    },
    idle: () => lane.idle(),
  };
};
