/** The jobs of polling: who is due, looked at every ten minutes; one run a carrier; and who has gone silent. */
import { type TrackingEvent, wentSilent } from '@gantry/shared/events/tracking';
import { z } from 'zod';
import type { Platform } from '../../../platform/platform.ts';
import { job } from '../../../platform/work/jobs.ts';
import { execute } from '../../../platform/write/transact.ts';
import { trackedStream } from '../store.ts';
import type { TrackedShipment } from '../tracked-shipment.ts';
import type { PollNeeds } from './ask-carrier.ts';
import { askable, pollCarrier } from './poll.ts';

const tenMinutes = 600_000;

/** One run of a carrier: what is due, or the shipments named. */
export const pollRun = {
  name: 'tracking.poll_connection',
  title: 'Asks a carrier about its parcels',
  payload: z.object({ connection: z.string(), shipments: z.array(z.string()).optional() }),
};

/**
 * Asks one carrier for what is due, or for some shipments. A run longer than the schedule's ten minutes may meet the next
 * one: both count their calls, and what both ask for is recorded once.
 */
const pollConnection = (needs: PollNeeds) =>
  job({
    ...pollRun,
    lane: 'calls',
    retry: 1,
    run: async ({ connection, shipments }) => {
      const opened = await needs.carriers.connections.find(connection);
      const carrier = opened && askable(opened);
      if (!carrier) return;
      const outcome = await pollCarrier(needs, carrier, shipments);
      if (outcome.asked + outcome.failed > 0) needs.platform.logger.info({ connection, ...outcome }, 'carrier asked');
    },
  });

/** The schedule: every ten minutes, one run for every carrier that can be asked. */
const pollDue = ({ platform, carriers: { connections } }: PollNeeds) =>
  job({
    name: 'tracking.poll_due',
    title: 'Looks which carriers are to be asked',
    payload: z.object({}),
    lane: 'fast',
    every: tenMinutes,
    run: async () => {
      const slot = Math.floor(platform.clock.now().getTime() / tenMinutes);
      for (const { connection } of await connections.list()) {
        const { name } = connection;
        const opened = await connections.find(name);
        if (!opened || !askable(opened)) continue;
        const thread = { correlationId: `carrier:${name}` };
        await platform.jobs.enqueue(pollRun, { connection: name }, { key: `${name}:${slot}`, thread });
      }
    },
  });

const silentDays = 30;

const fallSilent =
  (since: string, now: Date) =>
  (state: TrackedShipment | undefined): TrackingEvent[] =>
    !state || state.silentSince !== null || state.standing.endedAt !== null
      ? []
      : [wentSilent({ shipmentId: state.plan.shipmentId, since }, { receivedAt: now.toISOString() })];

const unheard = `
  SELECT t.id, t.order_id, GREATEST(t.created_at, h.at) AS heard_at FROM tracked_shipments t
  LEFT JOIN LATERAL (SELECT max(s.received_at) AS at FROM scans s WHERE s.shipment_id = t.id) h ON true
  WHERE t.ended_at IS NULL AND t.silent_since IS NULL AND t.created_at < $1 AND (h.at IS NULL OR h.at < $1) LIMIT 5000`;

/** Flags live shipments that nobody has told us anything new of for thirty days. */
const flagSilent = (platform: Platform) =>
  job({
    name: 'tracking.flag_silent',
    title: 'Looks for parcels nobody has heard of',
    payload: z.object({}),
    lane: 'slow',
    every: 3_600_000,
    run: async (_, { thread }) => {
      const now = platform.clock.now();
      const before = new Date(now.getTime() - silentDays * 86_400_000);
      const rows = await platform.database.rows<{ id: string; order_id: string; heard_at: Date }>(unheard, before);
      for (const { id, order_id: correlationId, heard_at: heardAt } of rows)
        await execute(platform, trackedStream, {
          id,
          thread: { ...thread, correlationId },
          decide: fallSilent(heardAt.toISOString(), now),
        });
    },
  });

/** The jobs of polling. */
export const pollJobs = (needs: PollNeeds) => [pollConnection(needs), pollDue(needs), flagSilent(needs.platform)];
