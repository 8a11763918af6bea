/** Tracking's work in the background: mapping what waited, giving up on orphans, taking tokens out of rows from before. */
import { z } from 'zod';
import type { Platform } from '../../platform/platform.ts';
import { type FailedMessage, trash, trashIdOf, trashIn } from '../../platform/trash.ts';
import { job } from '../../platform/work/jobs.ts';
import { hold, transact } from '../../platform/write/transact.ts';
import { type Carriers, mapNameOf } from '../carriers/public.ts';
import { remap } from './commands.ts';
import { type ParkedScan, wholeParked } from './intake/numbers.ts';
import { orphanHandler } from './intake/trashed.ts';

/** A map knows more codes than it did: what waited for them can be given its meaning. */
export const mappingRun = {
  name: 'tracking.map_waiting',
  title: 'Gives waiting scans the meaning a map has for them',
  payload: z.object({ map: z.string() }),
};

const waiting = `
  SELECT DISTINCT shipment_id FROM scans WHERE status IS NULL AND carrier = ANY($1::text[]) AND (data->>'informational') IS NULL`;

/** Gives every waiting scan of a map's carriers the meaning the map has for it by now. */
const mapWaiting = ({ platform, carriers }: { platform: Platform; carriers: Carriers }) =>
  job({
    ...mappingRun,
    lane: 'slow',
    run: async ({ map }, { thread }) => {
      const listed = (await carriers.connections.list()).map(({ connection }) => connection);
      const mapped = listed.filter((one) => mapNameOf(one) === map);
      // Read now: the book may remember the map of a moment ago.
      const maps = new Map(
        await Promise.all(mapped.map(async (one) => [one.name, await carriers.maps.fresh(one)] as const)),
      );
      const rows = await platform.database.rows<{ shipment_id: string }>(waiting, [...maps.keys()]);
      for (const { shipment_id: id } of rows)
        await remap(platform, id, { maps, all: false, thread: { ...thread, correlationId: id } });
    },
  });

const orphanDays = 30;
type OrphanRow = { id: string; carrier: string; trackingNumber: string; scan: unknown };

const orphanOf = ({ id, carrier, trackingNumber, scan }: OrphanRow): FailedMessage => ({
  source: 'webhook',
  handler: orphanHandler,
  reason: 'no_shipment',
  detail: `no shipment has carried ${trackingNumber} of ${carrier} for ${orphanDays} days`,
  payload: scan,
  key: id,
});

/** Scans whose shipment never came go to the Trash after thirty days. */
const giveUpOrphans = (platform: Platform) =>
  job({
    name: 'tracking.give_up_orphans',
    title: 'Gives up scans whose shipment never came',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async () => {
      const before = new Date(platform.clock.now().getTime() - orphanDays * 86_400_000);
      const rows = await platform.database.prisma.parkedScan.findMany({
        where: { receivedAt: { lt: before } },
        take: 500,
      });
      const { database, privacy } = platform;
      const whole = await wholeParked(
        privacy,
        database,
        rows.map(({ id, scan, sealed }) => ({ id, scan: scan as ParkedScan, sealed })),
      );
      const orphans = rows.map((row, i) => orphanOf({ ...row, scan: whole[i] ?? row.scan }));
      await transact(platform, hold(trash, orphans.map(trashIdOf)), async (unit) => {
        await trashIn(unit, orphans);
        await unit.tx.run(
          'DELETE FROM parked_scans WHERE id = ANY($1::text[])',
          rows.map(({ id }) => id),
        );
      });
    },
  });

const hideSomeTokens = `
  UPDATE tracked_shipments t SET token_hash = r.hash, tracking_token = NULL,
    plan = (t.plan - 'trackingToken') || jsonb_build_object('tokenHash', r.hash)
  FROM (SELECT id, encode(sha256(convert_to(tracking_token, 'UTF8')), 'hex') AS hash FROM tracked_shipments
    WHERE tracking_token IS NOT NULL LIMIT 500 FOR UPDATE SKIP LOCKED) AS r
  WHERE t.id = r.id`;

/** Rows that were written while they still had the token of their link are known by its hash. */
export const hideTrackingTokens = ({ database }: Pick<Platform, 'database'>) =>
  job({
    name: 'tracking.hide_tokens',
    title: 'Takes tokens of tracking links out of old rows',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async () => {
      while ((await database.run(hideSomeTokens)) > 0);
    },
  });

/** The jobs beside those of polling and replays. */
export const trackingJobs = (needs: { platform: Platform; carriers: Carriers }) => [
  mapWaiting(needs),
  giveUpOrphans(needs.platform),
  hideTrackingTokens(needs.platform),
];
