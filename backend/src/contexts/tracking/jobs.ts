/** Tracking's work in the background: mapping what waited, taking up webhooks that were kept, giving up on orphans. */
import type { Connection } from '@gantry/shared/events/connections';
import { z } from 'zod';
import { messageOf } from '../../kernel/errors.ts';
import { throwAwayIn } from '../../platform/dead-letters.ts';
import { commit } from '../../platform/execute.ts';
import { type Job, job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { listConnections } from '../carriers/connections.ts';
import { createMapBook, mapNameOf } from '../carriers/map-book.ts';
import { remap } from './commands.ts';
import { booksOf } from './intake/books.ts';
import { intakeHandler } from './intake/messages.ts';
import { workDeferred } from './intake/webhook-ingestion.ts';
import { flagSilent, pollConnection, pollDue } from './poll/jobs.ts';
import { applyReplayJob, runReplay } from './replay/run-replay.ts';

/** The connections whose codes a map reads. */
export const connectionsOfMap = async (platform: Platform, map: string): Promise<Connection[]> =>
  (await listConnections(platform)).map(({ connection }) => connection).filter((one) => mapNameOf(one) === map);

/** Gives every waiting scan of a map's carriers the meaning the map has for it by now. */
export const mapWaitingScans = job({
  name: 'tracking.map_waiting',
  payload: z.object({ map: z.string() }),
  run: async (platform, { map }, { jobId }) => {
    // A book of its own, read now: the shared one may remember the map of a moment ago.
    const fresh = createMapBook(platform);
    const connections = await connectionsOfMap(platform, map);
    const maps = new Map(await Promise.all(connections.map(async (one) => [one.name, await fresh.of(one)] as const)));
    const waiting = await platform.database.pool.query<{ shipment_id: string; code: string; carrier: string }>(
      `SELECT DISTINCT shipment_id FROM scans WHERE status IS NULL AND carrier = ANY($1::text[]) AND (data->>'informational') IS NULL`,
      [[...maps.keys()]],
    );
    for (const { shipment_id: shipmentId } of waiting.rows) {
      const thread = { correlationId: shipmentId, causationId: jobId, actor: 'system:tracking' };
      await remap(platform, shipmentId, { maps, all: false, thread });
    }
  },
});

const deferredTries = 5;

/** Takes up webhooks that were stored but could not be recorded; after five tries their bodies go to the Trash. */
export const workDeferredWebhooks = job({
  name: 'tracking.work_deferred',
  payload: z.object({}),
  every: 10_000,
  run: async (platform) => {
    const { prisma } = platform.database;
    const rows = await prisma.inboundWebhook.findMany({
      where: { outcome: 'deferred' },
      orderBy: { receivedAt: 'asc' },
      take: 200,
    });
    for (const row of rows) {
      try {
        await workDeferred(platform, booksOf(platform), row.id);
      } catch (error) {
        // `recorded` counts the tries while a webhook is deferred; it is set to the truth when it is worked through.
        const { recorded: tries } = await prisma.inboundWebhook.update({
          where: { id: row.id },
          data: { recorded: { increment: 1 } },
        });
        if (tries >= deferredTries) await giveUp(platform, row, messageOf(error));
      }
    }
  },
});

const giveUp = (
  platform: Platform,
  row: { id: string; connection: string; body: Uint8Array },
  detail: string,
): Promise<void> =>
  commit(platform, async (tx) => {
    const payload = { connection: row.connection, body: Buffer.from(row.body).toString('utf8') };
    await throwAwayIn(tx, platform.clock.now(), [
      { source: 'webhook', handler: intakeHandler, reason: 'not_recorded', detail, payload, key: row.id },
    ]);
    await tx.inboundWebhook.update({ where: { id: row.id }, data: { outcome: 'trashed', recorded: 0 } });
  });

const orphanDays = 30;

/** Scans whose shipment never came go to the Trash after thirty days. */
export const giveUpOrphans = job({
  name: 'tracking.give_up_orphans',
  payload: z.object({}),
  every: 3_600_000,
  run: async (platform) => {
    const before = new Date(platform.clock.now().getTime() - orphanDays * 86_400_000);
    const rows = await platform.database.prisma.parkedScan.findMany({
      where: { receivedAt: { lt: before } },
      take: 500,
    });
    await commit(platform, async (tx) => {
      const thrown = rows.map((row) => ({
        source: 'webhook' as const,
        handler: 'tracking.orphan',
        reason: 'no_shipment',
        detail: `no shipment has carried ${row.trackingNumber} of ${row.carrier} for ${orphanDays} days`,
        payload: row.scan,
        key: row.id,
      }));
      await throwAwayIn(tx, platform.clock.now(), thrown);
      await tx.parkedScan.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    });
  },
});

/** The job list of a context takes any payload; each job checks its own. */
export const jobs = [
  mapWaitingScans,
  workDeferredWebhooks,
  giveUpOrphans,
  runReplay,
  applyReplayJob,
  pollDue,
  pollConnection,
  flagSilent,
] as unknown as Job<never>[];
