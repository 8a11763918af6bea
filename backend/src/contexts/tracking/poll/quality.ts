/**
 * How well each carrier reports: what its webhooks lose, repeat, disorder and tell late, counted from the witnesses of
 * its scans.
 */

import type { listCarrierQuality } from '@gantry/shared/api/carriers';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Connection } from '@gantry/shared/events/connections';
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import type { Platform } from '../../../platform/platform.ts';
import { trashedByConnection } from '../../../platform/trash/figures.ts';
import { type CallDay, callDays, callsPerDay } from '../../carriers/public.ts';
import { webhookReceiver } from '../intake/webhook-ingestion.ts';

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
    FROM scan_witnesses w WHERE first_at >= $1
      AND ($2::text[] IS NULL OR EXISTS (SELECT 1 FROM tracked_shipments t WHERE t.id = w.shipment_id AND t.merchant = ANY($2)))
    GROUP BY carrier, scan_id
  ) one GROUP BY carrier`;

type StateRow = { carrier: string; live: string; silent: string; unmapped: string };
const states = `
  SELECT c.name AS carrier,
    (SELECT count(*) FROM tracked_shipments t WHERE t.carrier = c.name AND t.ended_at IS NULL AND ($2::text[] IS NULL OR t.merchant = ANY($2))) AS live,
    (SELECT count(*) FROM tracked_shipments t WHERE t.carrier = c.name AND t.ended_at IS NULL AND t.silent_since IS NOT NULL AND ($2::text[] IS NULL OR t.merchant = ANY($2))) AS silent,
    (SELECT count(*) FROM scans s WHERE s.carrier = c.name AND s.status IS NULL AND (s.data->>'informational') IS NULL
      AND ($2::text[] IS NULL OR EXISTS (SELECT 1 FROM tracked_shipments t WHERE t.id = s.shipment_id AND t.merchant = ANY($2)))) AS unmapped
  FROM unnest($1::text[]) AS c (name)`;

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

type Figures = {
  witnesses: WitnessRow | undefined;
  state: StateRow | undefined;
  called: CallDay | undefined;
  trashed: number;
};

const qualityOf = (connection: Connection, { witnesses, state, called, trashed }: Figures): Quality => {
  const { account, track, webhook } = adapterOf(connection);
  const shares = sharesOf(witnesses);
  return {
    carrier: connection.name,
    label: connection.label,
    adapter: connection.adapter,
    scans: Number(witnesses?.scans ?? 0),
    pushed: Number(witnesses?.pushed ?? 0),
    polled: Number(witnesses?.polled ?? 0),
    ...shares,
    webhookLoss: webhook ? shares.webhookLoss : null,
    reportingLagSeconds: { p50: witnesses?.p50 ?? null, p90: witnesses?.p90 ?? null },
    unmapped: Number(state?.unmapped ?? 0),
    lastPushAt: iso(witnesses?.last_push),
    lastPollAt: iso(called?.lastAt ?? witnesses?.last_poll),
    pollsToday: called?.calls ?? 0,
    pollsPerDay: account && track ? callsPerDay({ terms: account, connection }) : null,
    lastPollError: called?.lastError ?? null,
    live: Number(state?.live ?? 0),
    silent: Number(state?.silent ?? 0),
    trashed,
  };
};

/** The quality of connections' reports over the last days, on the parcels of merchants; null: on all, with what calls cost. */
export const carrierQuality = async (
  { database, clock }: Platform,
  listed: readonly { connection: Connection }[],
  { days, merchants }: { days: number; merchants: readonly string[] | null },
): Promise<Quality[]> => {
  const now = clock.now();
  const since = new Date(now.getTime() - days * 86_400_000);
  const names = listed.map(({ connection }) => connection.name);
  const [seen, standing, calls, trashed] = await Promise.all([
    database.rows<WitnessRow>(witnessed, since, merchants),
    database.rows<StateRow>(states, names, merchants),
    // Calls are made for everybody together, and what nobody could read may speak of anybody.
    merchants ? new Map<string, CallDay>() : callDays(database, now),
    merchants ? new Map<string, number>() : trashedByConnection(database, webhookReceiver),
  ]);
  return listed.map(({ connection }) => {
    const mine = (row: { carrier: string }): boolean => row.carrier === connection.name;
    return qualityOf(connection, {
      witnesses: seen.find(mine),
      state: standing.find(mine),
      called: calls.get(connection.name),
      trashed: trashed.get(connection.name) ?? 0,
    });
  });
};
