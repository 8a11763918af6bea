/** The test of a scanner: what a scan would be taken for by whoever asks. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { readBarcode } from '@gantry/shared/api/fulfillment/picking';
import { type Caller, merchantFilter } from '@gantry/shared/caller';
import type { FloorNeeds } from '../needs.ts';
import { walkRows } from '../walks/store.ts';
import { badDateText, isBin, readScanned } from './scanned.ts';
import { scannerSign } from './scanner-settings.ts';

type Shown = ReplyOf<typeof readBarcode>;

const nothing: Omit<Shown, 'kind' | 'text'> = {
  sku: null,
  name: null,
  units: null,
  lot: null,
  expiresOn: null,
  serial: null,
  certain: true,
  fault: null,
};

/** What a scan would be taken for. */
export const readAsked = async (
  needs: FloorNeeds,
  { code, warehouse }: { code: string; warehouse?: string | undefined },
  caller: Caller,
): Promise<Shown> => {
  const { platform } = needs;
  const { database, clock } = platform;
  const shown = (kind: Shown['kind']): Shown => ({ ...nothing, kind, text: code });
  const reading = { code, merchants: merchantFilter(caller), sign: scannerSign(needs.settings), now: clock.now() };
  const found = await readScanned(needs, database, reading);
  if (Array.isArray(found)) {
    const [one] = found;
    if (!one) return shown('unknown');
    const { sku, name, units, lot, expiresOn, serial, certain } = one;
    return { kind: 'product', text: code, sku, name, units, lot, expiresOn, serial, certain, fault: null };
  }
  if (found.kind === 'misread')
    return { ...shown('misread'), fault: found.badDate ? badDateText(found.badDate) : null };
  if (await isBin(needs, database, { code, warehouse })) return shown('location');
  const walks = await walkRows.list(
    database,
    'WHERE ended_at IS NULL AND members @> $1::jsonb LIMIT 1',
    JSON.stringify([{ tote: code.trim() }]),
  );
  return shown(walks.length > 0 ? 'tote' : 'unknown');
};
