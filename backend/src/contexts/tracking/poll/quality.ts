/**
 * How well each carrier reports: what its webhooks lose, repeat, disorder and tell late, counted from the witnesses of
 * its scans.
 */

import type { listCarrierQuality } from '@gantry/shared/api/carriers';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import type { Platform } from '../../../platform/platform.ts';
import { listConnections } from '../../carriers/connections.ts';

type Quality = ReplyOf<typeof listCarrierQuality>['items'][number];

type WitnessRow = {
  carrier: string;
  scans: string;
  pushed: string;
  polled: string;
  poll_only: string;
  poll_known: string;
  pushes: string | null;
  late: string;
  timed: string;
  p50: number | null;
  p90: number | null;
  last_push: Date | null;
  last_poll: Date | null;
};

/**
 * `poll_only` counts scans that a poll told and no push did, leaving out those of the last hour before the newest push:
 * a webhook may still be on its way. Loss, lag and order are of scans whose lag is known: those of a past that was told with
 * its shipment have none, and nobody was to push them.
 */
const witnessed = `
  SELECT carrier, count(*) AS scans, count(*) FILTER (WHERE push) AS pushed, count(*) FILTER (WHERE poll) AS polled,
    count(*) FILTER (WHERE poll AND NOT push AND known) AS poll_only, count(*) FILTER (WHERE poll AND known) AS poll_known, sum(pushes) AS pushes, count(*) FILTER (WHERE push AND late) AS late,
    count(*) FILTER (WHERE push AND lag_ms IS NOT NULL) AS timed,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY lag_ms) FILTER (WHERE push AND lag_ms BETWEEN 0 AND 172800000) / 1000 AS p50,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY lag_ms) FILTER (WHERE push AND lag_ms BETWEEN 0 AND 172800000) / 1000 AS p90,
    max(push_at) AS last_push, max(poll_at) AS last_poll
  FROM (
    SELECT carrier, scan_id, bool_or(source = 'push') AS push, bool_or(source = 'poll') AS poll,
      sum(times) FILTER (WHERE source = 'push') AS pushes, bool_or(late) FILTER (WHERE source = 'push') AS late,
      bool_or(lag_ms IS NOT NULL) AS known, max(lag_ms) FILTER (WHERE source = 'push') AS lag_ms, max(last_at) FILTER (WHERE source = 'push') AS push_at,
      max(last_at) FILTER (WHERE source = 'poll') AS poll_at
    FROM scan_witnesses WHERE first_at >= $1 GROUP BY carrier, scan_id
  ) one GROUP BY carrier`;

type StateRow = {
  carrier: string;
  live: string;
  silent: string;
  unmapped: string;
  trashed: string;
  calls: number | null;
  last_error: string | null;
  poll_at: Date | null;
};
const states = `
  SELECT c.name AS carrier,
    (SELECT count(*) FROM tracked_shipments t WHERE t.carrier = c.name AND t.ended_at IS NULL) AS live,
    (SELECT count(*) FROM tracked_shipments t WHERE t.carrier = c.name AND t.ended_at IS NULL AND t.silent_since IS NOT NULL) AS silent,
    (SELECT count(*) FROM scans s WHERE s.carrier = c.name AND s.status IS NULL AND (s.data->>'informational') IS NULL) AS unmapped,
    (SELECT count(*) FROM trashed_messages d WHERE d.handler = 'tracking.webhook' AND d.state IN ('open', 'retrying') AND d.payload->>'connection' = c.name) AS trashed,
    p.calls, l.last_error, l.last_at AS poll_at
  FROM carrier_connections c LEFT JOIN poll_days p ON p.connection = c.name AND p.day = $1::date
  LEFT JOIN LATERAL (SELECT last_error, last_at FROM poll_days d WHERE d.connection = c.name ORDER BY day DESC LIMIT 1) l ON true`;

const shareOf = (part: number, whole: number): number | null => (whole > 0 ? Math.min(1, part / whole) : null);

/** What of the witnesses is told of one carrier. */
export const sharesOf = (
  row: Pick<WitnessRow, 'pushed' | 'poll_only' | 'poll_known' | 'pushes' | 'late' | 'timed'> | undefined,
) => {
  const pushed = Number(row?.pushed ?? 0);
  const pushes = Number(row?.pushes ?? 0);
  return {
    webhookLoss: shareOf(Number(row?.poll_only ?? 0), Number(row?.poll_known ?? 0)),
    duplicates: shareOf(pushes - pushed, pushes),
    outOfOrder: shareOf(Number(row?.late ?? 0), Number(row?.timed ?? 0)),
  };
};

const iso = (date: Date | null | undefined): string | null => date?.toISOString() ?? null;

/** The quality of every connection's reports over the last days. */
export const carrierQuality = async (platform: Platform, days: number): Promise<Quality[]> => {
  const now = platform.clock.now();
  const since = new Date(now.getTime() - days * 86_400_000);
  const [listed, seen, standing] = await Promise.all([
    listConnections(platform),
    platform.database.pool.query<WitnessRow>(witnessed, [since]),
    platform.database.pool.query<StateRow>(states, [now.toISOString().slice(0, 10)]),
  ]);
  const rows = new Map(seen.rows.map((row) => [row.carrier, row]));
  const now_ = new Map(standing.rows.map((row) => [row.carrier, row]));
  return listed.map(({ connection: { name, label, adapter, settings } }) => {
    const row = rows.get(name);
    const state = now_.get(name);
    const client = adapterOf({ adapter }).track;
    const pushes = adapterOf({ adapter }).webhook !== undefined;
    const shares = sharesOf(row);
    return {
      carrier: name,
      label,
      adapter,
      scans: Number(row?.scans ?? 0),
      pushed: Number(row?.pushed ?? 0),
      polled: Number(row?.polled ?? 0),
      ...shares,
      webhookLoss: pushes ? shares.webhookLoss : null,
      reportingLagSeconds: { p50: row?.p50 ?? null, p90: row?.p90 ?? null },
      unmapped: Number(state?.unmapped ?? 0),
      lastPushAt: iso(row?.last_push),
      lastPollAt: iso(state?.poll_at ?? row?.last_poll),
      pollsToday: state?.calls ?? 0,
      pollsPerDay: client ? (settings.pollPerDay ?? client.quota.perDay) : null,
      lastPollError: state?.last_error ?? null,
      live: Number(state?.live ?? 0),
      silent: Number(state?.silent ?? 0),
      trashed: Number(state?.trashed ?? 0),
    };
  });
};
