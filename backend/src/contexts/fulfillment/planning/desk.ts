/**
 * A fulfillment order while it is planned: how many units of each line it is to have, and which of its picks it keeps. Pure; it
 * changes nothing but itself until its events are told.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type FulfillmentEvent,
  type FulfillmentLine,
  linesPlanned,
  picked,
  statusChanged,
} from '@gantry/shared/events/fulfillment';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import { lineKeyOf } from './work.ts';

export type Units = { lineId: string; sku: string; lot: string; quantity: number };
export type Desk = {
  state: FulfillmentOrder;
  /** It is planned now. */
  fresh: boolean;
  /** Lines by key, with the quantity they are to have. */
  lines: Map<string, FulfillmentLine>;
  kept: Units[];
  dropped: Units[];
  /** Picked units of its order that no other fulfillment order has. */
  adopted: Units[];
};

export const sum = (all: readonly { quantity: number }[]): number =>
  all.reduce((units, { quantity }) => units + quantity, 0);

/** Whether its units are taken from a shelf. */
const isPicked = ({ kind }: FulfillmentOrder): boolean => kind === 'ship' || kind === 'pickup';

/** Units of a line that are picked and stay. */
export const keptOf = ({ kept, adopted }: Desk, key: string): number =>
  sum([...kept, ...adopted].filter((one) => lineKeyOf(one) === key));

/** What it may have more of: what is packed already, or ordered of a vendor, stays as it is. */
export const mayGrow = ({ state: { status, vendorOrder } }: Desk): boolean =>
  status !== 'packing' && (vendorOrder === null || vendorOrder.state === 'to_send');

/** What a vendor has confirmed is settled with the vendor. */
export const mayShrink = ({ state: { vendorOrder } }: Desk): boolean => vendorOrder?.state !== 'confirmed';

/** A desk with as many of its picks as are promised still. `left` says how many these are by line and lot, and is used up. */
export const deskOf = (state: FulfillmentOrder, left: Map<string, number>): Desk => {
  const desk: Desk = { state, fresh: false, lines: new Map(), kept: [], dropped: [], adopted: [] };
  for (const { lineId, sku, lot, quantity } of state.picks) {
    const key = JSON.stringify([lineId, sku, lot]);
    const some = Math.min(quantity, left.get(key) ?? 0);
    left.set(key, (left.get(key) ?? 0) - some);
    if (some > 0) desk.kept.push({ lineId, sku, lot, quantity: some });
    if (some < quantity) desk.dropped.push({ lineId, sku, lot, quantity: quantity - some });
  }
  for (const line of state.lines) {
    const key = lineKeyOf(line);
    // What is packed has nothing left to be picked: units it lost are picked for another one.
    const quantity = isPicked(state) && state.status === 'packing' ? keptOf(desk, key) : line.quantity;
    desk.lines.set(key, { ...line, quantity });
  }
  return desk;
};

/** Adds units of a line. */
export const addTo = (desk: Desk, line: FulfillmentLine, quantity: number): void => {
  const key = lineKeyOf(line);
  const before = desk.lines.get(key);
  desk.lines.set(key, { ...line, quantity: (before?.quantity ?? 0) + quantity });
};

const bare = ({ lineId, sku, name, quantity, perUnit }: FulfillmentLine): FulfillmentLine => ({
  lineId,
  sku,
  name,
  quantity,
  perUnit,
});

/** Lines of which anything is left. */
export const linesLeft = ({ lines }: Desk): FulfillmentLine[] =>
  [...lines.values()].flatMap((line) => (line.quantity > 0 ? [bare(line)] : []));

const adoption = ({ state: { fulfillmentId }, adopted }: Desk): FulfillmentEvent[] =>
  adopted.length === 0
    ? []
    : [
        picked({
          fulfillmentId,
          clientScanId: 'taken_over',
          scanned: '',
          units: adopted.map((one) => ({ ...one, bin: '' })),
          tote: null,
          walkId: null,
        }),
      ];

/** What is to be told of a fulfillment order that was there before. */
export const changesOf = (desk: Desk, shipBy: string | null): FulfillmentEvent[] => {
  const { state, dropped } = desk;
  const { fulfillmentId, status } = state;
  const lines = linesLeft(desk);
  if (lines.length === 0) return [statusChanged({ fulfillmentId, from: status, to: 'cancelled' })];
  const same = isDeepStrictEqual(lines, state.lines.map(bare)) && shipBy === state.shipBy && dropped.length === 0;
  const told = same ? [] : [linesPlanned({ fulfillmentId, lines, shipBy, ...(dropped.length > 0 ? { dropped } : {}) })];
  return [...told, ...adoption(desk)];
};

/** What is to be told of one that is planned now, after it was. */
export const beginningOf = (desk: Desk): FulfillmentEvent[] => adoption(desk);
