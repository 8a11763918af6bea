/** Tracking's work in the background: mapping what waited, taking up webhooks that were kept, giving up on orphans. */
import { z } from 'zod';
import { messageOf } from '../../kernel/errors.ts';
import { throwAwayIn } from '../../platform/dead-letters.ts';
import { commit } from '../../platform/execute.ts';
import { type Job, job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { mapScans } from './commands.ts';
import { type ConnectionBook, createConnectionBook, listConnections } from './connections.ts';
import { intakeHandler, workDeferred } from './webhook-ingestion.ts';

/** Gives every waiting scan of a carrier the status its connection knows by now. */
export const mapWaitingScans = job({
  name: 'tracking.map_waiting',
  payload: z.object({ carrier: z.string() }),
  run: async (platform, { carrier }, { jobId }) => {
    const connection = (await listConnections(platform)).find(({ name }) => name === carrier);
    if (!connection) return;
    const codes = Object.keys(connection.mapping.statuses);
    const waiting = await platform.database.prisma.scan.findMany({
      where: { carrier, status: null, code: { in: codes } },
      select: { shipmentId: true },
      distinct: ['shipmentId'],
    });
    for (const { shipmentId } of waiting) {
      const thread = { correlationId: shipmentId, causationId: jobId, actor: 'system:tracking' };
      await mapScans(platform, shipmentId, { carrier, statuses: connection.mapping.statuses, thread });
    }
  },
});

const deferredTries = 5;
const books = new WeakMap<Platform, ConnectionBook>();
const bookOf = (platform: Platform): ConnectionBook => {
  const book = books.get(platform) ?? createConnectionBook(platform);
  books.set(platform, book);
  return book;
};

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
        await workDeferred(platform, bookOf(platform), row.id);
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
export const jobs = [mapWaitingScans, workDeferredWebhooks, giveUpOrphans] as unknown as Job<never>[];
