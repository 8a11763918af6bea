/** What a scan names, and what is written when it counts for nothing. */
import { scanRefused } from '@gantry/shared/events/fulfillment';
import type { ScanRefusal } from '@gantry/shared/vocabulary/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import { allDone } from '../../../platform/write/stream.ts';
import type { Unit } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { fulfillmentStream } from '../store.ts';
import { type Refused, refuse, type Scan } from './pick.ts';
import { badDateText, isBin, readScannedOf } from './scanned.ts';
import { scannerSign } from './scanner-settings.ts';
import { type Asked, type Before, keepScans, type ScanKind } from './scans.ts';
import type { By } from './standing.ts';

/** What was sent by a scanner: what it read, or the SKU that somebody typed. */
export type Sent = {
  clientScanId: string;
  barcode?: string | undefined;
  sku?: string | undefined;
  quantity?: number | undefined;
  location?: string | undefined;
  lot?: string | undefined;
  tote?: string | undefined;
};

/** A scan by its name and its content. `of`: what it is sent to, where that is not the fulfillment order. */
export const askedOf = (kind: ScanKind, { clientScanId, ...sent }: Sent, of = ''): Asked => {
  const { barcode = null, sku = null, quantity = 1, location = null, lot = null, tote = null } = sent;
  return { clientScanId, kind, asked: JSON.stringify([of, barcode, sku, quantity, location, lot, tote]) };
};

/** As it was read. */
export const textOf = ({ barcode, sku }: Sent): string => barcode ?? sku ?? '';

type Named = Scan | (Refused & { sku: string | null });

/** What a scan names in a merchant's catalog, with its units; or why that is nothing. `warehouse`: whose bins it may name instead. */
export const identify = async (
  needs: Pick<FloorNeeds, 'inventory' | 'platform' | 'settings'>,
  sql: Sql,
  { sent, merchant, warehouse }: { sent: Sent; merchant: string; warehouse?: string | null | undefined },
): Promise<Named> => {
  const { barcode, sku, quantity = 1, location, lot } = sent;
  if (sku !== undefined)
    return { sku, name: '', units: quantity, location, lot: lot ?? null, certain: true, expiresOn: null };
  const { platform } = needs;
  const reading = { code: barcode ?? '', merchant, sign: scannerSign(needs.settings), now: platform.clock.now() };
  const found = await readScannedOf(needs, sql, reading);
  if (found.kind === 'misread' && found.badDate)
    return { ...refuse('bad_date', badDateText(found.badDate)), sku: null };
  if (found.kind === 'misread')
    return { ...refuse('misread', 'It was not read rightly: a digit of it is wrong. Scan it again'), sku: null };
  if (found.kind === 'unknown' && warehouse && (await isBin(needs, sql, { code: reading.code, warehouse })))
    return { ...refuse('wrong_location', `${barcode} is a bin, and not where this is to be taken from`), sku: null };
  if (found.kind === 'unknown')
    return { ...refuse('unknown_barcode', `Nothing in the catalog has the barcode ${barcode}`), sku: null };
  const { name, units, certain, expiresOn } = found;
  return {
    sku: found.sku,
    name,
    units: units * quantity,
    location,
    lot: lot ?? found.lot,
    certain: lot !== undefined || certain,
    expiresOn,
  };
};

/** The error that a scanner is answered. */
export const refusalOf = ({ refused, message }: { refused: string; message: string }): Refusal =>
  new Refusal('conflict', refused, message);

export type Refusing = {
  asked: Asked;
  order: FulfillmentOrder;
  scanned: string;
  sku: string | null;
  thread: By;
  refused: ScanRefusal;
  message: string;
};

/** Writes that a scan counted for nothing, so that it is known who was led astray by what; the answer follows the commit. */
export const refuseScan = async (
  unit: Unit,
  { asked, order, scanned, sku, thread, refused, message }: Refusing,
): Promise<Before> => {
  const { fulfillmentId, orderId } = order;
  const told = scanRefused({ fulfillmentId, clientScanId: asked.clientScanId, scanned, code: refused, sku });
  const by = thread(orderId);
  allDone(await unit.apply(fulfillmentStream, [{ id: fulfillmentId, thread: by, decide: () => [told] }]));
  const row = { ...asked, about: fulfillmentId, at: unit.now, actor: by.actor, scanned, sku };
  await keepScans(unit.tx, [{ ...row, lineId: null, quantity: 0, refusal: refused, answer: { message } }]);
  return { refused, message };
};
