/** Shipment commands: load what the decision needs, decide, commit; shipments asked for together are written together. */
import type { shipmentInput } from '@gantry/shared/api/shipping';
import type { z } from 'zod';
import { Refusal } from '../../kernel/errors.ts';
import { derivedId } from '../../kernel/ids.ts';
import type { Sql } from '../../platform/database.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { batched } from '../../platform/write/batched.ts';
import { allDone } from '../../platform/write/stream.ts';
import { execute, type Holding, hold, transact, type Unit } from '../../platform/write/transact.ts';
import type { Order, Orders } from '../orders/public.ts';
import { cancelShipment as cancelDecision, createShipment as createDecision } from './decide.ts';
import type { Links } from './links.ts';
import type { Plan, Shipment } from './shipment.ts';
import { shipmentStream } from './store.ts';

type Input = z.output<typeof shipmentInput>;
/** `sees`: whether whoever asks sees what is a merchant’s; an order it does not see is none. */
type Submission = {
  input: Input;
  sees(merchant: string): boolean;
  thread: Thread;
  /** The work on the floor that it is a parcel of. */
  fulfillmentId?: string;
  /** Other orders that have a part in it. */
  others?: readonly { orderId: string; fulfillmentId: string; lines: { lineId: string; quantity: number }[] }[];
};
export type ShipmentCreation = { plan: Plan; created: boolean };

/** The id of the shipment of an (order, reference). */
export const shipmentIdOf = (orderId: string, reference: string): string => derivedId('shp', [orderId, reference]);

type Around = { links: Links; now: Date; known: ReadonlyMap<string, Order> };

const noSuchOrder = (): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', [
    { path: 'orderId', message: 'there is no such order' },
  ]);

/** The other orders that have a part in a shipment, each with a link of its own. */
const othersOf = (
  { others = [], sees }: Pick<Submission, 'others' | 'sees'>,
  shipmentId: string,
  { links, known }: Around,
): Pick<Plan, 'others'> => {
  if (others.length === 0) return {};
  return {
    others: others.map(({ orderId, fulfillmentId, lines }) => {
      const order = known.get(orderId);
      if (!order || !sees(order.merchant)) throw noSuchOrder();
      const tokenHash = links.hashFor(shipmentId, orderId);
      return { orderId, orderNumber: order.content.number, fulfillmentId, lines: [...lines], tokenHash };
    }),
  };
};

const planOf = (submission: Submission, order: Order | undefined, around: Around): Plan => {
  const { input, fulfillmentId } = submission;
  const { links, now } = around;
  if (!order) throw noSuchOrder();
  const reference = input.reference ?? input.trackingNumber;
  const { content } = order;
  const shipmentId = shipmentIdOf(order.orderId, reference);
  return {
    shipmentId,
    merchant: order.merchant,
    orderId: order.orderId,
    orderNumber: content.number,
    channel: order.channel,
    reference,
    warehouse: input.warehouse ?? null,
    origin: input.origin,
    destination: input.destination ?? content.shipTo,
    packages: input.packages,
    legs: [{ number: 1, carrier: input.carrier, service: input.service, trackingNumber: input.trackingNumber }],
    orderPlacedAt: order.placedAt,
    promise: content.promise,
    shipBy: content.shipBy,
    cost: input.cost ?? null,
    tokenHash: links.hashFor(shipmentId),
    ...(input.lines ? { lines: input.lines } : {}),
    ...(fulfillmentId === undefined ? {} : { fulfillmentId }),
    ...othersOf(submission, shipmentId, around),
    ...(input.history ? { history: now.toISOString() } : {}),
  };
};

/** A shipment that may not be made is refused only when it is new: repeating the request stays harmless. */
const decisionFor =
  (plan: Plan, refusal: unknown, { createdAt, now }: { createdAt: string; now: Date }) =>
  (state: Shipment | undefined) => {
    if (!state && refusal !== undefined) throw refusal;
    return createDecision(plan, createdAt, now)(state);
  };

type Result = ShipmentCreation | { error: unknown };

/** The order of a shipment, whose it is, and why no new one may be made of it. */
type Known = { order: Order | undefined; subject: string | undefined; refusal: unknown };

const commandOf = (submission: Submission, { order, subject, refusal }: Known, at: Around) => {
  const { input, thread } = submission;
  const { now } = at;
  const plan = planOf(submission, order, at);
  const createdAt = new Date(input.createdAt ?? now).toISOString();
  return {
    id: plan.shipmentId,
    thread: { ...thread, correlationId: plan.orderId },
    subject,
    decide: decisionFor(plan, refusal, { createdAt, now }),
  };
};

type Needs = { platform: Platform; orders: Orders; links: Links };
type Read = { batch: readonly Submission[]; known: ReadonlyMap<string, Order> };

/** Why shipments may not be made that are new. A parcel of the past left, whatever its order says today. */
const refusalsOf = async (orders: Orders, tx: Sql, { batch, known }: Read): Promise<unknown[]> => {
  const asked = batch.map(({ input, others = [] }) =>
    [{ orderId: input.orderId, lines: input.lines }, ...others].flatMap(({ orderId, lines }) => {
      const order = known.get(orderId);
      return order && (order.status === 'cancelled' || !input.history) ? [{ order, lines }] : [];
    }),
  );
  const left = [...(await orders.whyNotShip(tx, asked.flat()))];
  return asked.map((some) => left.splice(0, some.length).find((why) => why !== undefined));
};

/**
 * With their orders: one that is cancelled meanwhile finds the shipment, or the shipment finds it cancelled. Ids follow from what
 * was asked for, so that the shipments can be held before anything is read.
 */
const holdingOf = (orders: Orders, asked: readonly Pick<Submission, 'input'>[]): Holding => {
  const orderIds = asked.map(({ input }) => input.orderId);
  return orders.holding(orderIds).and(
    shipmentStream,
    asked.map(({ input }) => shipmentIdOf(input.orderId, input.reference ?? input.trackingNumber)),
  );
};

/** Makes shipments in a transaction that holds them. */
const writeIn = async (
  { orders, links }: Pick<Needs, 'orders' | 'links'>,
  { tx, now, apply }: Unit,
  batch: readonly Submission[],
): Promise<Result[]> => {
  const orderIds = batch.flatMap(({ input, others = [] }) => [input.orderId, ...others.map(({ orderId }) => orderId)]);
  const [known, subjects] = [await orders.byIds(tx, orderIds), await orders.subjectsOf(tx, orderIds)];
  const refusals = await refusalsOf(orders, tx, { batch, known });
  const drafts = batch.map((submission, i) => {
    try {
      const { orderId } = submission.input;
      const order = known.get(orderId);
      const seen = order && submission.sees(order.merchant) ? order : undefined;
      const about = { order: seen, subject: subjects.get(orderId), refusal: refusals[i] };
      return { command: commandOf(submission, about, { links, now, known }) };
    } catch (error) {
      return { error };
    }
  });
  const outcomes = await apply(
    shipmentStream,
    drafts.flatMap((draft) => ('command' in draft ? [draft.command] : [])),
  );
  return drafts.map((draft): Result => {
    if ('error' in draft) return { error: draft.error };
    const outcome = outcomes.shift();
    if (!outcome?.ok) return { error: outcome?.error };
    return outcome.state
      ? { plan: outcome.state.plan, created: outcome.facts.length > 0 }
      : { error: new Error('a created shipment has a state') };
  });
};

const writeBatch = (needs: Needs, batch: Submission[]): Promise<Result[]> =>
  transact(needs.platform, holdingOf(needs.orders, batch), (unit) => writeIn(needs, unit, batch));

/** What the floor does with its parcels' shipments, inside its own transactions: a label is on its package when it is made. */
export type FloorShipments = {
  /** Holds a shipment and its order. The caller holds its own streams beside them. */
  holding(orderId: string, reference: string): Holding;
  /** Holds shipments that are to be called off. */
  holdingThese(shipmentIds: readonly string[]): Holding;
  /** Makes the shipment of a parcel, once. Throws a Refusal. */
  create(unit: Unit, submission: Submission & { fulfillmentId: string }): Promise<ShipmentCreation>;
  /** Calls a shipment off, once. */
  cancel(unit: Unit, shipmentId: string, cause: { reason: string; thread: Thread }): Promise<void>;
};

/** Opens that door. */
export const openFloorShipments = (needs: Pick<Needs, 'orders' | 'links'>): FloorShipments => ({
  holding: (orderId, reference) =>
    needs.orders.holding([orderId]).and(shipmentStream, [shipmentIdOf(orderId, reference)]),
  holdingThese: (shipmentIds) => hold(shipmentStream, shipmentIds),
  create: async (unit, submission) => {
    const { orderId, reference, trackingNumber } = submission.input;
    const id = shipmentIdOf(orderId, reference ?? trackingNumber);
    // A label that was called off is not paid for any more: whoever stuck it on again would send the parcel for nothing.
    if ((await unit.load(shipmentStream, [id])).get(id)?.status === 'cancelled')
      throw new Refusal('conflict', 'label_called_off', `The label ${trackingNumber} was called off: use another one`);
    const [result] = await writeIn(needs, unit, [submission]);
    if (!result) throw new Error('a shipment that is asked for has one outcome');
    if ('error' in result) throw result.error;
    return result;
  },
  cancel: async (unit, shipmentId, { reason, thread }) => {
    const decide = cancelDecision(reason, unit.now);
    allDone(await unit.apply(shipmentStream, [{ id: shipmentId, thread, decide }]));
  },
});

export type Shipments = {
  /** Creates a shipment of one leg for an order. Throws a Refusal. */
  create(submission: Submission): Promise<ShipmentCreation>;
  /** Cancels a shipment that is still only a label. */
  cancel(shipmentId: string, cause: { reason: string; thread: Thread }): Promise<void>;
  idle(): Promise<void>;
};

/** Opens the commands: shipments asked for together are written together. */
export const openShipments = (needs: Needs): Shipments => {
  const { platform } = needs;
  const lane = batched((batch: Submission[]) => writeBatch(needs, batch), { most: 100, lanes: 2 });
  return {
    create: async (submission) => {
      const result = await lane.submit(submission);
      if ('error' in result) throw result.error;
      return result;
    },
    cancel: async (shipmentId, { reason, thread }) => {
      const decide = cancelDecision(reason, platform.clock.now());
      await execute(platform, shipmentStream, { id: shipmentId, thread, decide });
    },
    idle: () => lane.idle(),
  };
};
