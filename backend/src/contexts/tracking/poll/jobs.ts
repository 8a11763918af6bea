/** The jobs of polling: who is due, looked at every ten minutes; one run a carrier; and who has gone silent. */

import type { Fact } from '@gantry/shared/events/define';
import { wentSilent } from '@gantry/shared/events/tracking';
import { z } from 'zod';
import { execute } from '../../../platform/execute.ts';
import { job } from '../../../platform/jobs.ts';
import { listConnections } from '../../carriers/connections.ts';
import { booksOf } from '../intake/books.ts';
import { trackedShipments } from '../store.ts';
import type { TrackedShipment } from '../tracked-shipment.ts';
import { askable, pollCarrier } from './poll.ts';

const tenMinutes = 600_000;

/**
 * Asks one carrier for what is due, or for some shipments. A run longer than the schedule's ten minutes may meet the next
 * one: both count their calls, and what both ask for is recorded once.
 */
export const pollConnection = job({
  name: 'tracking.poll_connection',
  payload: z.object({ connection: z.string(), shipments: z.array(z.string()).optional() }),
  retry: 1,
  run: async (platform, { connection, shipments }) => {
    const books = booksOf(platform);
    const opened = await books.connections.find(connection);
    const carrier = opened && askable(opened);
    if (!carrier) return;
    const polled = await pollCarrier(platform, carrier, { books, shipments });
    if (polled.calls > 0) platform.logger.info({ connection, ...polled }, 'carrier asked');
  },
});

/** The schedule: every ten minutes, one run for every carrier that can be asked. */
export const pollDue = job({
  name: 'tracking.poll_due',
  payload: z.object({}),
  every: tenMinutes,
  run: async (platform) => {
    const slot = Math.floor(platform.clock.now().getTime() / tenMinutes);
    for (const { connection } of await listConnections(platform)) {
      const opened = await booksOf(platform).connections.find(connection.name);
      if (!opened || !askable(opened)) continue;
      await platform.jobs.enqueue(pollConnection as never, {
        payload: { connection: connection.name },
        ticket: { key: `${connection.name}:${slot}`, correlationId: `carrier:${connection.name}` },
      });
    }
  },
});

const silentDays = 30;

const fallSilent =
  (since: string, now: Date) =>
  (state: TrackedShipment | undefined): Fact[] =>
    !state || state.silentSince !== null || state.standing.endedAt !== null
      ? []
      : [wentSilent({ shipmentId: state.plan.shipmentId, since }, { receivedAt: now.toISOString() })];

/** Flags live shipments that nobody has told us anything new of for thirty days. */
export const flagSilent = job({
  name: 'tracking.flag_silent',
  payload: z.object({}),
  every: 3_600_000,
  run: async (platform, _payload, { jobId }) => {
    const now = platform.clock.now();
    const { rows } = await platform.database.pool.query<{ id: string; order_id: string; heard_at: Date }>(
      `SELECT t.id, t.order_id, GREATEST(t.created_at, h.at) AS heard_at FROM tracked_shipments t
       LEFT JOIN LATERAL (SELECT max(s.received_at) AS at FROM scans s WHERE s.shipment_id = t.id) h ON true
       WHERE t.ended_at IS NULL AND t.silent_since IS NULL AND t.created_at < $1 AND (h.at IS NULL OR h.at < $1) LIMIT 5000`,
      [new Date(now.getTime() - silentDays * 86_400_000)],
    );
    for (const { id, order_id: correlationId, heard_at: heardAt } of rows)
      await execute(platform, trackedShipments, {
        id,
        thread: { correlationId, causationId: jobId, actor: 'system:tracking' },
        decide: fallSilent(heardAt.toISOString(), now),
      });
  },
});
