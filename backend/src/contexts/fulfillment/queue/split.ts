/** Letting units that are not picked yet go on in a fulfillment order of their own: a first parcel leaves before the rest. */
import { type FulfillmentEvent, fulfillmentPlanned, linesPlanned } from '@gantry/shared/events/fulfillment';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { type Holding, overtaken, take, transact } from '../../../platform/write/transact.ts';
import { type FulfillmentOrder, pickedOf } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentIdOf } from '../planning/plan.ts';
import { fulfillmentRows, fulfillmentStream } from '../store.ts';
import { numberOf } from './promised.ts';
import { known, readVersions, type Sees, siblingsOf } from './shown.ts';

export type Part = { lineId: string; sku: string; quantity: number };

const same = (a: Omit<Part, 'quantity'>, b: Omit<Part, 'quantity'>): boolean =>
  a.lineId === b.lineId && a.sku === b.sku;

const wanted = (parts: readonly Part[], line: Omit<Part, 'quantity'>): number =>
  parts.reduce((sum, one) => (same(one, line) ? sum + one.quantity : sum), 0);

const faultsOf = (order: FulfillmentOrder, parts: readonly Part[]): FieldError[] =>
  parts.flatMap((part, i): FieldError[] => {
    const line = order.lines.find((one) => same(one, part));
    if (!line) return [{ path: `lines.${i}.lineId`, message: 'the fulfillment order has no such line' }];
    const open = line.quantity - pickedOf(order, line);
    return wanted(parts, part) > open
      ? [{ path: `lines.${i}.quantity`, message: `${open} of ${line.quantity} are not picked yet` }]
      : [];
  });

/** What is told of the one that is split and of the new one, its order’s n-th. Throws a Refusal. Pure. */
export const splitOff = (
  order: FulfillmentOrder,
  parts: readonly Part[],
  n: number,
): { from: FulfillmentEvent[]; to: FulfillmentEvent[] } => {
  const { fulfillmentId, status, kind, shipBy } = order;
  if (!['pending', 'processing', 'picking'].includes(status) || kind === 'dropship')
    throw new Refusal(
      'conflict',
      'wrong_status',
      kind === 'dropship'
        ? 'What a vendor sends is not split here'
        : `It is ${status}: only what is not packed yet is split`,
    );
  const errors = faultsOf(order, parts);
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
  const lines = order.lines.flatMap((line) => {
    const quantity = line.quantity - wanted(parts, line);
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
  if (lines.length === 0)
    throw new Refusal('conflict', 'nothing_left', 'Nothing would be left of it: there is nothing to split');
  const { merchant, orderId, orderNumber, channel, warehouse, vendor, priority, number } = order;
  const next = fulfillmentPlanned({
    ...{ merchant, orderId, orderNumber, channel, kind, warehouse, vendor, priority, shipBy },
    fulfillmentId: fulfillmentIdOf(orderId, n),
    number: `${number.slice(0, number.lastIndexOf('/'))}/${n}`,
    lines: order.lines.flatMap((line) => {
      const quantity = wanted(parts, line);
      return quantity > 0 ? [{ ...line, quantity }] : [];
    }),
  });
  return { from: [linesPlanned({ fulfillmentId, lines, shipBy })], to: [next] };
};

type SplitAsked = {
  fulfillmentId: string;
  parts: readonly Part[];
  expectedVersion?: number | undefined;
  sees: Sees;
  thread: Thread;
};

/** Splits a fulfillment order; answers both. Throws a Refusal. */
export const splitFulfillment = async (
  needs: FloorNeeds,
  { fulfillmentId, parts, expectedVersion, sees, thread }: SplitAsked,
): Promise<{ from: FulfillmentOrder; to: FulfillmentOrder }> => {
  const { orders, platform } = needs;
  const lastOf = async (tx: Sql, of: Pick<FulfillmentOrder, 'orderId'>): Promise<number> =>
    Math.max(0, ...(await siblingsOf(tx, of)).map(numberOf));
  const holdings = async (tx: Sql): Promise<Holding> => {
    const { orderId } = known((await fulfillmentRows.byIds(tx, [fulfillmentId])).get(fulfillmentId), sees);
    const order = orders.holding([orderId]);
    await take(tx, order);
    return order.and(fulfillmentStream, [fulfillmentId, fulfillmentIdOf(orderId, (await lastOf(tx, { orderId })) + 1)]);
  };
  return transact(platform, holdings, async (unit) => {
    const state = known((await unit.load(fulfillmentStream, [fulfillmentId])).get(fulfillmentId), sees);
    const { orderId } = state;
    const version = (await readVersions(unit.tx, [fulfillmentId])).get(fulfillmentId) ?? 0;
    if (expectedVersion !== undefined && version !== expectedVersion)
      throw new Refusal('conflict', 'version_conflict', `It was changed meanwhile: it is at version ${version} now`, [
        { path: 'expectedVersion', message: `is ${version} now` },
      ]);
    const n = (await lastOf(unit.tx, state)) + 1;
    const { from, to } = splitOff(state, parts, n);
    const subject = (await orders.subjectsOf(unit.tx, [orderId])).get(orderId);
    const about = { thread: { ...thread, correlationId: orderId }, subject };
    const [rest, part] = allDone(
      await unit.apply(fulfillmentStream, [
        { id: fulfillmentId, ...about, decide: () => from },
        { id: fulfillmentIdOf(orderId, n), ...about, decide: () => to },
      ]),
    );
    if (!rest?.state || !part?.state) throw overtaken('a fulfillment order that is split');
    return { from: rest.state, to: part.state };
  });
};
