/**
 * Planning: makes the fulfillment orders of an order agree with the order as it stands. Run again it finds nothing to do. Pure.
 *
 * Units promised in a warehouse are lines of open fulfillment orders there. More of them go into one that is not packed yet, else
 * into a new one; fewer leave the one that was planned last, units first that nobody has picked.
 */
import { type FulfillmentEvent, fulfillmentPlanned, holdChanged } from '@gantry/shared/events/fulfillment';
import { timed } from '../../../kernel/decider.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { evolve, type FulfillmentOrder } from '../fulfillment-order.ts';
import { byNumber, isOpen, numberOf } from '../queue/promised.ts';
import { calledOff } from './called-off.ts';
import { addTo, beginningOf, changesOf, type Desk, deskOf, keptOf, linesLeft, mayGrow, mayShrink } from './desk.ts';
import { voidedBy } from './voided.ts';
import { lineKeyOf, type OrderWork, placeKeyOf, type WantedGroup, type WantedLine } from './work.ts';

/** What is to be told of one fulfillment order. */
export type PlannedWork = { fulfillmentId: string; events: FulfillmentEvent[] };

const numberLength = 112;

/** The id of an order’s n-th fulfillment order. */
export const fulfillmentIdOf = (orderId: string, n: number): string => derivedId('ful', [orderId, n]);

/** The n-th fulfillment order of an order, planned now. */
const planned = ({ order, priority }: OrderWork, group: WantedGroup, n: number) => {
  const { orderId, merchant, channel, content } = order;
  return fulfillmentPlanned({
    fulfillmentId: fulfillmentIdOf(orderId, n),
    merchant,
    number: `${content.number.slice(0, numberLength)}/${n}`,
    orderId,
    orderNumber: content.number,
    channel,
    kind: group.kind,
    warehouse: group.warehouse,
    vendor: group.vendor,
    priority,
    shipBy: content.shipBy,
    lines: [],
  });
};

const freshDesk = (work: OrderWork, group: WantedGroup, { n, at }: { n: number; at: string }): Desk => {
  const state = evolve(undefined, timed(planned(work, group, n), at));
  if (!state) throw new Error('what is planned is there');
  return { state, fresh: true, lines: new Map(), kept: [], dropped: [], adopted: [] };
};

/** Takes units of a line off, the last planned first; what is picked and still promised stays. */
const shrink = (desks: readonly Desk[], key: string, surplus: number): void => {
  let open = surplus;
  for (const desk of [...desks].reverse()) {
    const line = desk.lines.get(key);
    if (!line || !mayShrink(desk)) continue;
    const some = Math.min(open, line.quantity - keptOf(desk, key));
    desk.lines.set(key, { ...line, quantity: line.quantity - some });
    open -= some;
  }
};

/** Gives picked units that nobody has to whoever still has to pick such ones. */
const adopt = (desks: readonly Desk[], line: WantedLine, left: Map<string, number>): void => {
  const key = lineKeyOf(line);
  for (const { lot } of line.picked)
    for (const desk of desks) {
      const lotKey = JSON.stringify([line.lineId, line.sku, lot]);
      const room = desk.state.status === 'packing' ? 0 : (desk.lines.get(key)?.quantity ?? 0) - keptOf(desk, key);
      const some = Math.min(room, left.get(lotKey) ?? 0);
      if (some <= 0) continue;
      left.set(lotKey, (left.get(lotKey) ?? 0) - some);
      desk.adopted.push({ lineId: line.lineId, sku: line.sku, lot, quantity: some });
    }
};

const nothingOf = (place: Omit<WantedGroup, 'lines'>): WantedGroup => ({ ...place, lines: [] });

/** One place's part of the order: its desks, a new one among them where that is needed. */
const planGroup = (
  group: WantedGroup,
  states: readonly FulfillmentOrder[],
  { grows, begin }: { grows: boolean; begin: () => Desk },
): Desk[] => {
  const lots = group.lines.flatMap(({ lineId, sku, picked }) =>
    picked.map(({ lot, quantity }): [string, number] => [JSON.stringify([lineId, sku, lot]), quantity]),
  );
  const left = new Map(lots);
  const desks = states.map((state) => deskOf(state, left));
  const wanted = new Map(group.lines.map((line) => [lineKeyOf(line), line]));
  const keys = new Set([...desks.flatMap(({ lines }) => [...lines.keys()]), ...wanted.keys()]);
  for (const key of keys) {
    const line = wanted.get(key);
    const has = desks.reduce((units, { lines }) => units + (lines.get(key)?.quantity ?? 0), 0);
    const missing = (line?.quantity ?? 0) - has;
    if (missing < 0) shrink(desks, key, -missing);
    if (missing <= 0 || !line || !grows) continue;
    const { picked: _, ...more } = line;
    const desk = desks.find(mayGrow) ?? begin();
    if (!desks.includes(desk)) desks.push(desk);
    addTo(desk, more, missing);
  }
  for (const line of group.lines) adopt(desks, line, left);
  return desks;
};

const told = (work: OrderWork, desk: Desk, group: WantedGroup): FulfillmentEvent[] => {
  const { shipBy } = work.order.content;
  if (!desk.fresh) return changesOf(desk, shipBy);
  const { payload, name } = planned(work, group, numberOf(desk.state));
  return [{ name, payload: { ...payload, lines: linesLeft(desk) } }, ...beginningOf(desk)];
};

/** What is to be told so that the fulfillment orders of an order agree with it. `all`: every one it has. */
export const plan = (work: OrderWork, all: readonly FulfillmentOrder[], at: string): PlannedWork[] => {
  const before = [...all].sort(byNumber).map((state) => calledOff(work.order, state, at));
  const open = before.filter(({ state }) => isOpen(state));
  const groups = new Map(work.groups.map((group) => [placeKeyOf(group), group]));
  for (const { state } of open)
    if (!groups.has(placeKeyOf(state)))
      groups.set(placeKeyOf(state), nothingOf({ kind: state.kind, warehouse: state.warehouse, vendor: state.vendor }));
  let last = Math.max(0, ...all.map(numberOf));
  const later = new Map<string, FulfillmentEvent[]>();
  for (const [key, group] of groups) {
    const own = open.filter(({ state }) => placeKeyOf(state) === key).map(({ state }) => state);
    const begin = (): Desk => {
      last += 1;
      return freshDesk(work, group, { n: last, at });
    };
    for (const desk of planGroup(group, own, { grows: work.grows, begin }))
      later.set(desk.state.fulfillmentId, told(work, desk, group));
  }
  for (const { state } of open) {
    const { fulfillmentId } = state;
    if (state.held !== work.held)
      later.set(fulfillmentId, [holdChanged({ fulfillmentId, held: work.held }), ...(later.get(fulfillmentId) ?? [])]);
  }
  const first = new Map(before.map(({ state, events }) => [state.fulfillmentId, events]));
  return [...new Set([...first.keys(), ...later.keys()])].flatMap((fulfillmentId) => {
    const events = [...(first.get(fulfillmentId) ?? []), ...(later.get(fulfillmentId) ?? [])];
    const known = all.find((one) => one.fulfillmentId === fulfillmentId);
    return events.length > 0 ? [{ fulfillmentId, events: [...events, ...voidedBy(known, events, at)] }] : [];
  });
};
