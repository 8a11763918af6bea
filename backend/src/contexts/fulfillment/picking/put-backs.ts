/** Units that were picked for something that was called off: nobody is promised them before they lie in a bin again. */

import { type Caller, merchantFilter } from '@gantry/shared/caller';
import { pickedBin } from '@gantry/shared/events/inventory/places';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { transact } from '../../../platform/write/transact.ts';
import { stockIdOf } from '../../inventory/public.ts';
import type { FloorNeeds } from '../needs.ts';
import { type Asked, answeredBefore, keepScans } from './scans.ts';

export type LayingBack = {
  clientScanId: string;
  warehouse: string;
  sku: string;
  lot: string;
  quantity: number;
  location: string;
  merchant?: string | undefined;
};

/** Of which merchants' units of a SKU something was laid back under this name. */
const ownersBefore = async (sql: Sql, sku: string, clientScanId: string): Promise<string[]> => {
  const rows = await sql.rows<{ merchant: string | null }>(
    `SELECT answer ->> 'merchant' AS merchant FROM fulfillment_scans
     WHERE client_scan_id = $1 AND kind = 'put_back' AND sku = $2`,
    clientScanId,
    sku,
  );
  return rows.flatMap(({ merchant }) => merchant ?? []);
};

/** Whose the units are: who was named, else the only merchant that has any of them lying there. */
const ownerOf = async (
  needs: FloorNeeds,
  { clientScanId, sku, lot, warehouse, merchant }: LayingBack,
  caller: Caller,
): Promise<string> => {
  const seen = merchantFilter(caller);
  if (merchant !== undefined) {
    if (seen !== null && !seen.includes(merchant))
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'merchant', message: 'there is no such merchant' },
      ]);
    return merchant;
  }
  // What was laid back lies there no more: sent again it is whose it was then.
  const before = await ownersBefore(needs.platform.database, sku, clientScanId);
  const own = before.find((one) => seen === null || seen.includes(one));
  if (own !== undefined) return own;
  const lying = await needs.inventory.unclaimed(needs.platform.database, seen, warehouse);
  const owners = new Set(lying.filter((one) => one.sku === sku && one.lot === lot).map((one) => one.merchant));
  const [only] = owners;
  return only !== undefined && owners.size === 1 ? only : merchantToActFor(caller);
};

/** Lays such units into a bin, once a scan. */
export const layIntoBin = async (
  needs: FloorNeeds,
  laying: LayingBack,
  { caller, thread }: { caller: Caller; thread(stockId: string): Thread },
): Promise<'moved' | 'before'> => {
  const { clientScanId, warehouse, sku, lot, quantity, location } = laying;
  const merchant = await ownerOf(needs, laying, caller);
  const stockId = stockIdOf(merchant, sku);
  const { inventory, platform } = needs;
  const asked: Asked = {
    clientScanId,
    kind: 'put_back',
    asked: JSON.stringify([warehouse, lot, quantity, location]),
  };
  return transact(platform, inventory.holding([stockId]), async (unit) => {
    if (await answeredBefore(unit.tx, [stockId], asked)) return 'before';
    const by = { ...thread(stockId), merchant };
    const place = { warehouse, lot, condition: 'sellable' as const, reserved: 0 };
    allDone(
      await inventory.move(unit, [
        {
          movementId: newId('mov', unit.now),
          kind: 'transfer',
          merchant,
          sku,
          reference: 'put_back',
          thread: by,
          entries: [
            { ...place, bin: pickedBin, onHand: -quantity },
            { ...place, bin: location, onHand: quantity },
          ],
        },
      ]),
    );
    const row = { ...asked, about: stockId, at: unit.now, actor: by.actor, scanned: sku, sku, lineId: null };
    await keepScans(unit.tx, [{ ...row, quantity, refusal: null, answer: { merchant } }]);
    return 'moved';
  });
};
