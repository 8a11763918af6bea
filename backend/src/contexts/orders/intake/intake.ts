/**
 * Order intake: from what a channel sends to a placement. Local times are read in the order's zone and marked as
 * inferred. An order of a channel that cannot become one is kept in the Trash; a person is told at once.
 */
import { orderInput } from '@gantry/shared/api/orders';
import { mainMerchant } from '@gantry/shared/caller';
import type { OrderContent, OrderEvent } from '@gantry/shared/events/orders';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { isManualChannel } from '@gantry/shared/vocabulary/channels';
import type { z } from 'zod';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { inWords, read } from '../../../kernel/faults.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { instantOf } from '../../../kernel/zoned-time.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { putInTrash } from '../../../platform/trash.ts';
import { batched } from '../../../platform/write/batched.ts';
import type { Command } from '../../../platform/write/stream.ts';
import { hold, transact } from '../../../platform/write/transact.ts';
import type { MerchantBook } from '../../access/public.ts';
import { customerOf } from '../customer.ts';
import { merchantClosed, type Placement, placeOrder } from './placement.ts';
import type { Order } from '../order.ts';
import { orderStream } from '../store.ts';

export type OrderInput = z.output<typeof orderInput>;
export type IntakeOutcome = {
  outcome: 'placed' | 'unchanged' | 'amended' | 'trashed';
  orderId: string | null;
  trashId: string | null;
  reason: string | null;
};
type Submission = { input: OrderInput; merchant: string; thread: Thread };
/** `taken`: its merchant takes new orders. */
type Accepted = Submission & { taken: boolean };

/** The name under which the Trash keeps an order and gives it back. */
export const intakeHandler = 'orders.place';

type Named = Pick<OrderInput, 'channel' | 'externalId'>;

/** What tells orders apart: a merchant's channel and the id it has there. Those of `main` are older than merchants. */
const nameOf = (merchant: string, { channel, externalId }: Named): string[] =>
  merchant === mainMerchant ? [channel, externalId] : [merchant, channel, externalId];

/** The id of the order of a (merchant, channel, external id): the same three are the same order, whoever asks first. */
export const orderIdOf = (merchant: string, named: Named): string => derivedId('ord', nameOf(merchant, named));

/** Reads the times and sums of an input. Throws a Refusal naming every field that does not work out. */
export const placementOf = ({ input, merchant }: Pick<Submission, 'input' | 'merchant'>, now: Date): Placement => {
  const errors: FieldError[] = [];
  const zone = input.timeZone ?? usualTimeZoneOf(input.shipTo.country, input.shipTo.state);
  const timeOf = (path: 'placedAt' | 'shipBy') => {
    const text = input[path];
    const time = text === undefined ? undefined : instantOf(text, zone);
    if (text !== undefined && !time) errors.push({ path, message: 'has no offset, and no time zone is known for it' });
    return time;
  };
  const placed = timeOf('placedAt');
  const shipBy = timeOf('shipBy');
  const promiseZone = input.deliverByTimeZone ?? usualTimeZoneOf(input.shipTo.country, input.shipTo.state);
  if (input.deliverBy && !promiseZone)
    errors.push({ path: 'deliverByTimeZone', message: 'needed: the ship-to’s zone is not known' });
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
  const { channel, externalId, customer, shipTo, billTo, lines, currency } = input;
  const content: OrderContent = {
    number: input.number ?? externalId,
    customer,
    shipTo,
    lines: lines.map(({ sku, ...line }) => ({ ...line, sku: sku ?? line.channelSku ?? '' })),
    currency,
    ...(billTo ? { billTo } : {}),
    total: input.total ?? lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0),
    promise: input.deliverBy && promiseZone ? { day: input.deliverBy, timeZone: promiseZone } : null,
    shipBy: shipBy?.at ?? null,
  };
  return {
    orderId: orderIdOf(merchant, input),
    merchant,
    channel,
    externalId,
    content,
    placedAt: placed?.at ?? now.toISOString(),
    placedAtZone: placed?.zone ?? 'given',
  };
};

/** The order again without a `placedAt` of its own must not look like an amendment of anything. */
const commandOf = ({ thread, taken, ...submission }: Accepted, now: Date): Command<Order, OrderEvent> => {
  const placement = placementOf(submission, now);
  return {
    id: placement.orderId,
    thread: { ...thread, correlationId: placement.orderId },
    decide: placeOrder(placement, now, taken),
  };
};

const outcomeOf = (orderId: string, facts: readonly OrderEvent[]): IntakeOutcome => {
  const outcome =
    facts.length === 0 ? 'unchanged' : facts.some((fact) => fact.name === 'orders.order_placed') ? 'placed' : 'amended';
  return { outcome, orderId, trashId: null, reason: null };
};

const writeBatch = async (platform: Platform, batch: Accepted[]): Promise<(IntakeOutcome | { error: unknown })[]> => {
  const now = platform.clock.now();
  const commands = batch.map((submission) => commandOf(submission, now));
  const ids = commands.map(({ id }) => id);
  const outcomes = await transact(platform, hold(orderStream, ids), (unit) => unit.apply(orderStream, commands));
  return outcomes.map((outcome, i) => (outcome.ok ? outcomeOf(ids[i] ?? '', outcome.facts) : { error: outcome.error }));
};

const trashEmptyOrder = async (
  platform: Platform,
  { input, merchant, thread, taken }: Accepted,
): Promise<IntakeOutcome> => {
  if (!taken) throw merchantClosed(merchant);
  const reason = 'order_without_lines';
  const orderId = orderIdOf(merchant, input);
  const trashId = await putInTrash(platform, {
    source: 'order_intake',
    handler: intakeHandler,
    reason,
    detail: `order ${input.externalId} of ${input.channel} has no lines (taken in by ${thread.actor})`,
    payload: input,
    key: JSON.stringify(nameOf(merchant, input)),
    subject: await platform.privacy.subjectOf(merchant, customerOf({ orderId, content: input })),
    correlationId: orderId,
    merchant,
  });
  return { outcome: 'trashed', orderId: null, trashId, reason };
};

const noLines = (): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', [
    { path: 'lines', message: 'an order has at least one line' },
  ]);

/** A repaired order out of the Trash. Throws a Refusal that says what is still wrong with it. */
const repairedInput = (payload: unknown): OrderInput => {
  const parsed = read(orderInput, payload);
  if (!parsed.ok) throw new Refusal('invalid', 'invalid', inWords(parsed.faults));
  if (parsed.data.lines.length === 0)
    throw new Refusal('invalid', 'order_without_lines', 'lines: an order has at least one line');
  return parsed.data;
};

export type OrderIntake = {
  /** Takes an order in. Throws a Refusal for bad fields, or when a person sent an order without lines. */
  place(submission: Submission): Promise<IntakeOutcome>;
  /** Gives a repaired order from the Trash another try. */
  resume(payload: unknown, of?: { merchant: string }): Promise<void>;
  idle(): Promise<void>;
};

/** Whether a merchant takes new orders. Throws a Refusal when there is no such merchant. */
const takesOrders = async (merchants: MerchantBook, merchant: string): Promise<boolean> => {
  const found = await merchants.find(merchant);
  if (!found) throw new Refusal('invalid', 'no_such_merchant', `There is no merchant called ${merchant}`);
  return found.state === 'active';
};

/** Opens the intake: orders that arrive together are written together. */
export const openIntake = (platform: Platform, merchants: MerchantBook): OrderIntake => {
  const lane = batched((batch: Accepted[]) => writeBatch(platform, batch), { most: 100, lanes: 2 });
  const place = async (submission: Submission): Promise<IntakeOutcome> => {
    const { input, merchant } = submission;
    placementOf(submission, platform.clock.now());
    const accepted = { ...submission, taken: await takesOrders(merchants, merchant) };
    if (input.lines.length === 0) {
      if (isManualChannel(input.channel)) throw noLines();
      return trashEmptyOrder(platform, accepted);
    }
    const placed = await lane.submit(accepted);
    if ('error' in placed) throw placed.error;
    return placed;
  };
  return {
    place,
    resume: async (payload, of) => {
      const merchant = of?.merchant ?? mainMerchant;
      await place({ input: repairedInput(payload), merchant, thread: { correlationId: '', actor: 'system:trash' } });
    },
    idle: () => lane.idle(),
  };
};
