/** Whose units a scan in a walk takes: the tote says it on a cart; without totes the members in the order of the queue. Pure. */
import { pickedBin } from '@gantry/shared/events/inventory/places';
import { priorities } from '@gantry/shared/vocabulary/fulfillment';
import { type Floor, judgePick, openLinesOf, type Refused, refuse, type Scan, type Take } from '../picking/pick.ts';

/** A member in its walk, with what its scan names in its merchant's catalog. */
export type Party = { floor: Floor; tote: string | null; scan: Scan };
export type Share = { party: Party; takes: Take[] };

const text = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The order of the queue: what must leave first, then by priority. */
export const byQueue = (a: Floor, b: Floor): number => {
  const [one, other] = [a.order, b.order];
  if (one.shipBy !== other.shipBy) {
    if (one.shipBy === null) return 1;
    return other.shipBy === null ? -1 : text(one.shipBy, other.shipBy);
  }
  return (
    priorities.indexOf(other.priority) - priorities.indexOf(one.priority) ||
    text(one.fulfillmentId, other.fulfillmentId)
  );
};

const openOf = ({ floor, scan }: Party): number =>
  openLinesOf(floor.order, scan.sku).reduce((sum, { open }) => sum + open, 0);

/** What a scan takes for the order, or the merged orders, whose tote it is put into. */
export const shareByTote = (parties: readonly Party[], tote: string): Share[] | Refused => {
  const own = parties.filter((one) => one.tote === tote);
  // Merged orders lie in one tote: whoever of them needs it takes it, in the order of the queue.
  if (own.length > 1 && own.some((one) => openOf(one) > 0)) return shareByQueue(own);
  const [party] = own;
  if (!party) return refuse('wrong_tote', `Tote ${tote} is not in this walk`);
  const judged = judgePick(party.floor, party.scan);
  if (!('refused' in judged)) return [{ party, takes: judged.takes }];
  const unwanted = judged.refused === 'not_in_job' || judged.refused === 'line_complete';
  const others = parties.filter((one) => one !== party && openOf(one) > 0).map((one) => one.tote);
  if (!unwanted || others.length === 0) return judged;
  return refuse('wrong_tote', `Tote ${tote} needs no ${party.scan.sku}: it is for ${others.join(', ')}`);
};

/** Units of a member that are promised where the scan was, and that it needs. */
const wantedThere = ({ floor, scan }: Party): number => {
  const { order, allocations } = floor;
  const open = openOf({ floor, scan, tote: null });
  const there = allocations.filter(
    (one) =>
      one.sku === scan.sku &&
      one.warehouse === order.warehouse &&
      one.bin === (scan.location ?? '') &&
      one.bin !== pickedBin &&
      order.lines.some((line) => line.lineId === one.lineId && line.sku === one.sku),
  );
  return Math.min(
    open,
    there.reduce((sum, { quantity }) => sum + quantity, 0),
  );
};

/** A floor after others of the walk were given theirs: what was theirs is promised to nobody else, and free no more. */
const afterwards = (floor: Floor, shares: readonly Share[]): Floor => {
  const { merchant, orderId } = floor.order;
  const allocations = floor.allocations.map((one) => ({ ...one }));
  const buckets = (floor.stock?.buckets ?? []).map((one) => ({ ...one }));
  for (const { party, takes } of shares)
    for (const { allocation, instead } of takes) {
      const { lineId, sku, warehouse, bin, lot, quantity } = allocation;
      const own = party.floor.order.orderId === orderId;
      const promise = allocations.find(
        (one) =>
          own &&
          one.lineId === lineId &&
          one.sku === sku &&
          one.warehouse === warehouse &&
          one.bin === bin &&
          one.lot === lot,
      );
      if (promise) promise.quantity -= quantity;
      if (!instead || party.floor.order.merchant !== merchant) continue;
      for (const bucket of buckets) {
        if (bucket.warehouse !== warehouse || bucket.condition !== 'sellable') continue;
        if (bucket.bin === bin && bucket.lot === lot) bucket.reserved -= quantity;
        if (bucket.bin === instead.bin && bucket.lot === instead.lot) bucket.onHand -= quantity;
      }
    }
  return { ...floor, allocations, stock: floor.stock && { ...floor.stock, buckets } };
};

/** What a scan takes for members, in the order of the queue; whole or not at all. */
export const shareByQueue = (parties: readonly Party[]): Share[] | Refused => {
  const wanting = [...parties].sort((a, b) => byQueue(a.floor, b.floor)).filter((one) => openOf(one) > 0);
  const [first] = wanting.length > 0 ? wanting : parties;
  if (!first) return refuse('not_in_job', 'Nobody in this walk needs it');
  const shares: Share[] = [];
  let left = first.scan.units;
  for (const party of wanting) {
    const floor = afterwards(party.floor, shares);
    const units = Math.min(left, wantedThere({ ...party, floor }));
    if (units <= 0) continue;
    const judged = judgePick(floor, { ...party.scan, units });
    if ('refused' in judged) continue;
    shares.push({ party, takes: judged.takes });
    left -= units;
  }
  if (left === 0) return shares;
  if (shares.length === 0) return whyNobody(wanting.length > 0 ? wanting : parties, first);
  const open = first.scan.units - left;
  return refuse(
    'too_many',
    `${first.scan.units} units of ${first.scan.sku} were scanned, and ${open} are to be picked here`,
  );
};

/** Why nobody takes any: of whoever has the product on a line, else of the first. */
const whyNobody = (parties: readonly Party[], first: Party): Refused => {
  const having = parties.find(({ floor, scan }) => openLinesOf(floor.order, scan.sku).length > 0) ?? first;
  const judged = judgePick(having.floor, having.scan);
  return 'refused' in judged ? judged : refuse('too_many', `So many of ${having.scan.sku} are not to be picked here`);
};
