/** Scans of units into and out of packages: each counts once, and one that counts for nothing is logged. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { packScan } from '@gantry/shared/api/fulfillment/packing';
import { z } from 'zod';
import type { FloorNeeds } from '../needs.ts';
import { askedOf, identify, refusalOf, refuseScan, textOf } from '../picking/scanning.ts';
import { answeredBefore, type Before, keepScans } from '../picking/scans.ts';
import { type Bench, type Working, workOn } from './bench.ts';
import { stationFor } from './commands.ts';
import { packageOf, scanEvent } from './packing.ts';
import { matesOf, shareScan } from './sharing.ts';

type Scan = BodyOf<typeof packScan>;
export type Packing = { doing: 'pack' | 'unpack'; scan: Scan };
const counted = z.object({ sku: z.string(), quantity: z.int(), packageId: z.string() });
type Counted = z.infer<typeof counted>;

/** Decides what a new scan does, and does it. A refused one is told and kept as well: it moves nothing. */
const count = async (needs: FloorNeeds, bench: Bench, { doing, scan }: Packing): Promise<Before> => {
  const { unit, order, others, thread, tell } = bench;
  const { packageId, clientScanId } = scan;
  const { merchant } = order;
  packageOf(order, packageId);
  const station = await stationFor(bench, scan.station);
  const asked = askedOf(doing, scan, packageId);
  const scanned = textOf(scan);
  const named = await identify(needs, unit.tx, { sent: scan, merchant });
  const { sku } = named;
  const outcome =
    'refused' in named
      ? { refused: { code: named.refused, message: named.message } }
      : shareScan(doing, order, {
          mates: matesOf(order, others, packageId),
          scanned: { packageId, sku: named.sku, name: named.name, quantity: named.units },
        });
  if ('refused' in outcome) {
    const { code: refused, message } = outcome.refused;
    return refuseScan(unit, { asked, order, scanned, sku, thread: () => thread, refused, message });
  }
  const quantityOf = (units: readonly { quantity: number }[]): number =>
    units.reduce((sum, one) => sum + one.quantity, 0);
  const reply: Counted = {
    sku: sku ?? '',
    quantity: quantityOf(outcome.shares.flatMap(({ units }) => units)),
    packageId,
  };
  for (const { order: of, units } of outcome.shares) {
    await tell((state) => [scanEvent(doing, { clientScanId, scanned, station, packageId, units })(state)], of);
    const row = { ...asked, about: of.fulfillmentId, at: unit.now, actor: thread.actor, station, scanned, sku };
    const lineId = units.length === 1 ? (units[0]?.lineId ?? null) : null;
    await keepScans(unit.tx, [{ ...row, lineId, quantity: quantityOf(units), refusal: null, answer: { reply } }]);
  }
  return { reply };
};

/** Counts a scan, once. Throws a Refusal where it counts for nothing, after that was written down. */
export const packOnce = async (
  needs: FloorNeeds,
  working: Working,
  packing: Packing,
): Promise<{ outcome: 'counted' | 'before'; done: Counted }> => {
  const { doing, scan } = packing;
  const { answer, isNew } = await workOn(needs, working, async (bench) => {
    const asked = askedOf(doing, scan, scan.packageId);
    const about = [bench.order, ...bench.others].map(({ fulfillmentId }) => fulfillmentId);
    const before = await answeredBefore(bench.unit.tx, about, asked);
    return { answer: before ?? (await count(needs, bench, packing)), isNew: before === undefined };
  });
  if ('refused' in answer) throw refusalOf(answer);
  return { outcome: isNew ? 'counted' : 'before', done: counted.parse(answer.reply) };
};
