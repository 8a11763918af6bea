/** Scans of units into and out of packages: each counts once, and one that counts for nothing is logged. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { packScan } from '@gantry/shared/api/fulfillment/packing';
import { scanRefused } from '@gantry/shared/events/fulfillment';
import { Refusal } from '../../../kernel/errors.ts';
import type { FloorNeeds } from '../needs.ts';
import { type Bench, stationFor, type Working, workOn } from './commands.ts';
import { identify } from './identify.ts';
import { packageOf, packUnits, type ScanRefused, scanEvent, unpackUnits } from './packing.ts';
import { keepScan, readScan } from './scans.ts';

type Scan = BodyOf<typeof packScan>;
type Counted = { sku: string; quantity: number; packageId: string };
export type Packing = { doing: 'pack' | 'unpack'; scan: Scan };
type Answered = { outcome: 'counted' | 'before'; done: Counted } | { refused: ScanRefused };

const before = async ({ unit: { tx }, order }: Bench, { doing, scan }: Packing): Promise<Answered | undefined> => {
  const { clientScanId } = scan;
  const known = await readScan(tx, { fulfillmentId: order.fulfillmentId, clientScanId });
  if (!known) return undefined;
  if (known.kind !== doing)
    throw new Refusal('conflict', 'scan_id_taken', `The scan ${clientScanId} was another one: give each its own id`);
  const { answer } = known;
  if ('packageId' in answer) return { outcome: 'before', done: answer };
  return { refused: { code: answer.code as ScanRefused['code'], message: answer.message } };
};

/** Decides what a new scan does, and does it. A refused one is told and kept as well: it moves nothing. */
const count = async (bench: Bench, { doing, scan }: Packing): Promise<Answered> => {
  const { unit, order, thread, tell } = bench;
  const { clientScanId, packageId } = scan;
  const { fulfillmentId } = order;
  packageOf(order, packageId);
  const station = await stationFor(bench, scan.station);
  const what = await identify(unit.tx, order, scan);
  const scanned = scan.barcode ?? scan.sku ?? '';
  const decide = doing === 'pack' ? packUnits : unpackUnits;
  const outcome = 'refused' in what ? what : decide(order, { ...what, packageId });
  const sku = 'sku' in what ? what.sku : null;
  const kept = { clientScanId, fulfillmentId, kind: doing, at: unit.now, actor: thread.actor, station, scanned, sku };
  if ('refused' in outcome) {
    const { refused } = outcome;
    await tell(() => [scanRefused({ fulfillmentId, clientScanId, scanned, code: refused.code, sku })]);
    await keepScan(unit.tx, { ...kept, quantity: 0, refusal: refused.code, answer: refused });
    return { refused };
  }
  const quantity = outcome.units.reduce((sum, one) => sum + one.quantity, 0);
  const done = { sku: sku ?? '', quantity, packageId };
  await tell((state) => [scanEvent(doing, { clientScanId, scanned, station, packageId, units: outcome.units })(state)]);
  await keepScan(unit.tx, { ...kept, quantity, refusal: null, answer: done });
  return { outcome: 'counted', done };
};

/** Counts a scan, once. Throws a Refusal where it counts for nothing, after that was written down. */
export const packOnce = async (
  needs: FloorNeeds,
  working: Working,
  packing: Packing,
): Promise<Extract<Answered, { done: unknown }>> => {
  const answered = await workOn(
    needs,
    working,
    async (bench) => (await before(bench, packing)) ?? count(bench, packing),
  );
  if ('refused' in answered) throw new Refusal('conflict', answered.refused.code, answered.refused.message);
  return answered;
};
