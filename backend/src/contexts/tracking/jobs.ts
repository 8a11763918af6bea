/** Tracking's work in the background: mapping what waited, taking up webhooks that were kept, giving up on orphans. */
import { z } from 'zod';
import { messageOf } from '../../kernel/errors.ts';
import { job } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { hold, transact } from '../../platform/transact.ts';
import { type FailedMessage, trash, trashIdOf, trashIn } from '../../platform/trash.ts';
import { type Carriers, mapNameOf } from '../carriers/public.ts';
import { remap } from './commands.ts';
import { intakeHandler } from './intake/messages.ts';
import type { WebhookIntake } from './intake/webhook-ingestion.ts';

/** A map knows more codes than it did: what waited for them can be given its meaning. */
export const mappingRun = { name: 'tracking.map_waiting', payload: z.object({ map: z.string() }) };

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

const deferredTries = 5;
type DeferredRow = { id: string; connection: string; body: Uint8Array };

const giveUp = (platform: Platform, row: DeferredRow, detail: string): Promise<void> => {
  const message: FailedMessage = {
    source: 'webhook',
    handler: intakeHandler,
    reason: 'not_recorded',
    detail,
    payload: { connection: row.connection, body: Buffer.from(row.body).toString('utf8') },
    key: row.id,
  };
  return transact(platform, hold(trash, [trashIdOf(message)]), async (unit) => {
    await trashIn(unit, [message]);
    await unit.tx.run(`UPDATE inbound_webhooks SET outcome = 'trashed', recorded = 0 WHERE id = $1`, row.id);
  });
};

/** Takes up webhooks that were stored but could not be recorded; after five tries their bodies go to the Trash. */
const workDeferred = (platform: Platform, intake: WebhookIntake) =>
  job({
    name: 'tracking.work_deferred',
    payload: z.object({}),
    lane: 'fast',
    every: 10_000,
    run: async () => {
      const { prisma } = platform.database;
      const rows = await prisma.inboundWebhook.findMany({
        where: { outcome: 'deferred' },
        orderBy: { receivedAt: 'asc' },
        take: 200,
      });
      for (const row of rows) {
        try {
          await intake.workDeferred(row.id);
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

const orphanDays = 30;
type OrphanRow = { id: string; carrier: string; trackingNumber: string; scan: unknown };

const orphanOf = ({ id, carrier, trackingNumber, scan }: OrphanRow): FailedMessage => ({
  source: 'webhook',
  handler: 'tracking.orphan',
  reason: 'no_shipment',
  detail: `no shipment has carried ${trackingNumber} of ${carrier} for ${orphanDays} days`,
  payload: scan,
  key: id,
});

/** Scans whose shipment never came go to the Trash after thirty days. */
const giveUpOrphans = (platform: Platform) =>
  job({
    name: 'tracking.give_up_orphans',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async () => {
      const before = new Date(platform.clock.now().getTime() - orphanDays * 86_400_000);
      const rows = await platform.database.prisma.parkedScan.findMany({
        where: { receivedAt: { lt: before } },
        take: 500,
      });
      const orphans = rows.map(orphanOf);
      await transact(platform, hold(trash, orphans.map(trashIdOf)), async (unit) => {
        await trashIn(unit, orphans);
        await unit.tx.run(
          'DELETE FROM parked_scans WHERE id = ANY($1::text[])',
          rows.map(({ id }) => id),
        );
      });
    },
  });

/** The jobs beside those of polling and replays. */
export const trackingJobs = (needs: { platform: Platform; carriers: Carriers; intake: WebhookIntake }) => [
  mapWaiting(needs),
  workDeferred(needs.platform, needs.intake),
  giveUpOrphans(needs.platform),
];
