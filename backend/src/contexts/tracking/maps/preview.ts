/** What a change of a status map would change, scan by scan and shipment by shipment. Nothing is written. */

import type { previewStatusMap } from '@gantry/shared/api/carriers/status-maps';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Scan } from '@gantry/shared/events/tracking';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { stateAfter } from '../../../kernel/decider.ts';
import type { Platform } from '../../../platform/platform.ts';
import { editsAfter, type MapChange, type StatusMap, statusMap } from '../../carriers/public.ts';
import { remapScans } from '../decide.ts';
import { readTracked } from '../store.ts';
import { evolve } from '../tracked-shipment.ts';
import { withWords } from '../words.ts';
import type { KnownMap } from './map-reads.ts';

type Preview = ReplyOf<typeof previewStatusMap>;

/** Shipments tried at most: the newest ones, whose change people will see. */
const most = 5_000;

const mapsBefore = ({ connections, base, edits }: KnownMap): Map<string, StatusMap> =>
  new Map(connections.map(({ name }) => [name, statusMap(base, edits)]));

/** The maps of a change, by connection. */
export const mapsAfter = ({ connections, base, edits, version }: KnownMap, change: MapChange): Map<string, StatusMap> =>
  new Map(connections.map(({ name }) => [name, statusMap(base, editsAfter(edits, change, version + 1))]));

/** A change as it is tried: on the parcels of merchants, or (null) of all. */
type Trial = MapChange & { merchants: readonly string[] | null };

const affected = async (platform: Platform, map: KnownMap, change: Trial): Promise<string[]> => {
  const codes = [...change.rows, ...change.removed].map(({ code }) => code.trim().toLowerCase());
  const { rows } = await platform.database.pool.query<{ shipment_id: string }>(
    `SELECT shipment_id FROM scans s WHERE carrier = ANY($1::text[])
       AND (lower(code) = ANY($2::text[]) OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(COALESCE(data->'keys', '[]'::jsonb)) k WHERE lower(k) = ANY($2::text[])))
       AND ($4::text[] IS NULL OR EXISTS (SELECT 1 FROM tracked_shipments t WHERE t.id = s.shipment_id AND t.merchant = ANY($4)))
     GROUP BY shipment_id ORDER BY max(received_at) DESC LIMIT $3`,
    [map.connections.map(({ name }) => name), codes, most + 1, change.merchants],
  );
  return rows.map((row) => row.shipment_id);
};

type Tally = {
  scans: number;
  changes: Map<string, Preview['changes'][number]>;
  examples: Preview['examples'];
  shipments: number;
};

const noteScan = (tally: Tally, scan: Scan, after: TrackingStatus | null): void => {
  const key = `${scan.code}\n${scan.status}\n${after}`;
  const known = tally.changes.get(key) ?? { code: scan.code, before: scan.status, after, scans: 0 };
  known.scans++;
  tally.scans++;
  tally.changes.set(key, known);
};

/** Tries a change on the newest shipments that have scans of its codes. */
export const preview = async (platform: Platform, map: KnownMap, change: Trial): Promise<Preview> => {
  const ids = await affected(platform, map, change);
  const after = mapsAfter(map, change);
  const before = mapsBefore(map);
  const tally: Tally = { scans: 0, changes: new Map(), examples: [], shipments: 0 };
  const decide = remapScans((scan) => {
    const now = after.get(scan.carrier)?.meaningOf({ ...scan, at: scan.occurredAt });
    const then = before.get(scan.carrier)?.meaningOf({ ...scan, at: scan.occurredAt });
    // Only what this change does: other scans may differ from today's map since earlier changes without a replay.
    return now &&
      JSON.stringify([now.status, now.reason, now.actionRequiredBy]) !==
        JSON.stringify([then?.status, then?.reason, then?.actionRequiredBy])
      ? now
      : undefined;
  }, platform.clock.now());
  for (let at = 0; at < Math.min(ids.length, most); at += 200) {
    const { database, privacy } = platform;
    const read = await readTracked(database, ids.slice(at, Math.min(at + 200, most)));
    const states = await withWords({ privacy, sql: database }, read);
    for (const state of states) {
      const facts = decide(state);
      const next = stateAfter(evolve, state, { facts, now: platform.clock.now().toISOString() });
      const byId = new Map(next?.scans.map((scan) => [scan.scanId, scan]));
      for (const fact of facts) {
        if (fact.name !== 'tracking.scan_mapped') continue;
        const { scanId } = fact.payload;
        const scan = state.scans.find((one) => one.scanId === scanId);
        if (scan) noteScan(tally, scan, byId.get(scanId)?.status ?? null);
      }
      if (!next || next.standing.status === state.standing.status) continue;
      tally.shipments++;
      if (tally.examples.length < 20)
        tally.examples.push({
          shipmentId: state.plan.shipmentId,
          trackingNumber: state.plan.legs[0]?.trackingNumber ?? '',
          before: state.standing.status,
          after: next.standing.status,
        });
    }
  }
  const { changes, ...rest } = tally;
  return { ...rest, changes: [...changes.values()].sort((a, b) => b.scans - a.scans), limited: ids.length > most };
};
