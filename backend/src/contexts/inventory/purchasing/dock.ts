/**
 * What a dock says came, in units and as movements of the ledger: good units on the shelf, broken ones beside it, each
 * delivery of a SKU a lot with what it cost. Pure.
 */

import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { receivePurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import type { Lot } from '@gantry/shared/events/inventory/stock';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { type PackSizes, sized } from '../catalog/packs.ts';
import type { StockCommand } from '../stock/moving.ts';
import type { PurchaseOrder } from './purchase-order.ts';

export type Delivery = BodyOf<typeof receivePurchaseOrder>;
type Given = Delivery['lines'][number];
/** A line of a delivery in units. */
export type Counted = Omit<Given, 'accepted' | 'packs'> & { accepted: number };
/** How the dock counts. */
type Dock = { warehouse: string; sizes: PackSizes };

const faultOf = (
  { accepted, packs, damaged, sku }: Given,
  last: boolean,
  dock: Dock,
): (Omit<FieldError, 'path'> & { field: string }) | undefined => {
  const known = packs && sized(packs, { sku, ...dock });
  if (known && 'fault' in known) return { field: `packs${known.below}`, message: known.fault };
  const packed = known && known.count * known.size;
  if (packed !== undefined && accepted !== undefined && packed !== accepted && packed !== accepted + damaged)
    return { field: 'accepted', message: `the packs hold ${packed} units, which is something else` };
  if ((accepted ?? packed ?? 0) + damaged === 0 && !last)
    return { field: 'accepted', message: 'nothing came: units, packs or broken ones are expected' };
  return undefined;
};

/** A batch has one day on which it expires, also where a delivery counts it twice. */
const twoDays = (lines: readonly Given[]): FieldError[] =>
  lines.flatMap(({ sku, lot, expiresOn }, index) =>
    lot !== undefined &&
    lines.slice(0, index).some((one) => one.sku === sku && one.lot === lot && one.expiresOn !== expiresOn)
      ? [{ path: `lines.${index}.expiresOn`, message: `the lot ${lot} has another day above` }]
      : [],
  );

/** The lines of a delivery in units, whatever they were counted in. Throws a Refusal that names the fields. */
export const countedIn = ({ lines, last }: Delivery, dock: Dock): Counted[] => {
  const faults = lines.flatMap((line, index) => {
    const fault = faultOf(line, last, dock);
    return fault ? [{ path: `lines.${index}.${fault.field}`, message: fault.message }] : [];
  });
  faults.push(...twoDays(lines));
  if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
  return lines.map(({ packs, ...line }) => {
    const known = packs && sized(packs, { sku: line.sku, ...dock });
    const packed = known && 'size' in known ? known.count * known.size : 0;
    return { ...line, accepted: line.accepted ?? packed };
  });
};

/** What units are booked under: the batch that is printed on them, else a lot of their own. */
export const lotOf = ({ purchaseOrderId }: PurchaseOrder, receiptId: string, { sku, lot, expiresOn = '' }: Counted) =>
  lot ?? derivedId('lot', [purchaseOrderId, receiptId, sku, expiresOn]);

type Booking = { order: PurchaseOrder; receiptId: string; lines: readonly Counted[]; now: Date; thread: Thread };

/** The movements of a delivery. A lot that is known keeps the cost and the days it came with: it is not told again. */
export const movementsOf = (
  { order, receiptId, lines, now, thread }: Booking,
  isKnown: (sku: string, lot: string) => boolean,
): StockCommand[] =>
  lines.flatMap((line, index) => {
    const { sku, bin, accepted, damaged, expiresOn } = line;
    if (accepted + damaged === 0) return [];
    const lot = lotOf(order, receiptId, line);
    const place = { warehouse: order.warehouse, bin, lot, reserved: 0 };
    const unitCost = order.lines.find((one) => one.sku === sku)?.unitCost ?? null;
    const fresh: Lot = { lot, receivedAt: now.toISOString(), unitCost, expiresOn: expiresOn ?? null };
    return [
      {
        merchant: order.merchant,
        sku,
        thread,
        movementId: derivedId('mov', [order.purchaseOrderId, receiptId, index]),
        kind: 'receipt' as const,
        entries: [
          { ...place, condition: 'sellable' as const, onHand: accepted },
          { ...place, condition: 'damaged' as const, onHand: damaged },
        ],
        lots: isKnown(sku, lot) ? [] : [fresh],
        reference: order.number,
      },
    ];
  });
