/** What people see of status maps: rows in force with how often each is met, the backlog, the versions. */
import type { unmappedCode } from '@gantry/shared/api/carriers/status-maps';
import type { Connection } from '@gantry/shared/events/connections';
import { statusMapChanged } from '@gantry/shared/events/status-maps';
import type { z } from 'zod';
import type { StatusRow } from '../../../connectors/carriers/carrier.ts';
import { adapterOf } from '../../../connectors/carriers/registry.ts';
import { streamEvents } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type Carriers, mapNameOf, shownAs, type VersionedRow } from '../../carriers/public.ts';
import { scansById } from '../words.ts';

export type KnownMap = {
  name: string;
  adapter: Connection['adapter'];
  connections: Connection[];
  base: readonly StatusRow[];
  edits: VersionedRow[];
  version: number;
  changedAt: string | null;
};

/** Every map that some connection uses, by name. */
export const knownMaps = async ({ connections, maps: book }: Carriers): Promise<Map<string, KnownMap>> => {
  const [listed, edited] = await Promise.all([connections.list(), book.edited()]);
  const maps = new Map<string, KnownMap>();
  for (const { connection } of listed) {
    const name = mapNameOf(connection);
    const known = maps.get(name);
    const state = edited.get(name);
    if (known) known.connections.push(connection);
    else
      maps.set(name, {
        name,
        adapter: connection.adapter,
        connections: [connection],
        base: adapterOf(connection).statuses(connection),
        edits: state?.rows ?? [],
        version: state?.version ?? 0,
        changedAt: state?.changedAt ?? null,
      });
  }
  return maps;
};

type BacklogRow = {
  carrier: string;
  code: string;
  scans: string;
  shipments: string;
  first: Date;
  last: Date;
  /** The id of the newest of them. */
  example: string;
};

/** Scans of merchants' parcels; the n-th value says whose, null: of all. Scans have no merchant but their shipment's. */
const ofMerchants = (n: number): string =>
  `($${n}::text[] IS NULL OR EXISTS (SELECT 1 FROM tracked_shipments t WHERE t.id = s.shipment_id AND t.merchant = ANY($${n})))`;

/** Codes that no map knows, most scans first; on the parcels of merchants, or (null) of all. */
export const backlogOf = async (
  platform: Platform,
  maps: ReadonlyMap<string, KnownMap>,
  merchants: readonly string[] | null,
): Promise<z.output<typeof unmappedCode>[]> => {
  const { rows } = await platform.database.pool.query<BacklogRow>(
    `SELECT carrier, code, count(*) AS scans, count(DISTINCT shipment_id) AS shipments, min(received_at) AS first, max(received_at) AS last,
       (array_agg(id ORDER BY received_at DESC, id))[1] AS example
     FROM scans s WHERE status IS NULL AND (data->>'informational') IS NULL AND ${ofMerchants(1)}
     GROUP BY carrier, code ORDER BY count(*) DESC LIMIT 500`,
    [merchants],
  );
  const mapOf = new Map(
    [...maps.values()].flatMap((map) => map.connections.map(({ name }) => [name, map.name] as const)),
  );
  const examples = await scansById(
    platform.privacy,
    platform.database,
    rows.map(({ example }) => example),
  );
  return rows.map((row) => ({
    map: mapOf.get(row.carrier) ?? row.carrier,
    carrier: row.carrier,
    code: row.code,
    scans: Number(row.scans),
    shipments: Number(row.shipments),
    firstSeenAt: row.first.toISOString(),
    lastSeenAt: row.last.toISOString(),
    example: examples.get(row.example)?.description ?? '',
  }));
};

export const summaryOf = (map: KnownMap, backlog: readonly { map: string }[]) => ({
  name: map.name,
  adapter: map.adapter,
  version: map.version,
  codes: rowsInForce(map).length,
  edited: map.edits.length,
  unmapped: backlog.filter((one) => one.map === map.name).length,
  changedAt: map.changedAt,
});

const keyOf = (row: StatusRow): string => `${row.code.toLowerCase()}\n${(row.pattern ?? '').toLowerCase()}`;

/** The carrier's rows that nobody wrote over, and what people wrote. */
const rowsInForce = ({ base, edits }: KnownMap): { row: StatusRow; edit: VersionedRow | undefined }[] => {
  const over = new Set(edits.filter(({ validFrom }) => validFrom === null).map(keyOf));
  return [
    ...edits.map((edit) => ({ row: edit, edit })),
    ...base.filter((row) => !over.has(keyOf(row))).map((row) => ({ row, edit: undefined })),
  ];
};

/** The rows of a map with how many scans of the last ninety days each code has, on the parcels of merchants or of all. */
export const shownRows = async (platform: Platform, map: KnownMap, merchants: readonly string[] | null) => {
  const { rows } = await platform.database.pool.query<{ code: string; scans: string }>(
    `SELECT lower(k) AS code, count(*) AS scans FROM scans s,
       LATERAL (SELECT code AS k UNION SELECT jsonb_array_elements_text(COALESCE(data->'keys', '[]'::jsonb))) keys
     WHERE carrier = ANY($1::text[]) AND received_at > $2 AND ${ofMerchants(3)} GROUP BY 1`,
    [map.connections.map(({ name }) => name), new Date(platform.clock.now().getTime() - 90 * 86_400_000), merchants],
  );
  const seen = new Map(rows.map(({ code, scans }) => [code, Number(scans)]));
  const labels = new Map(map.base.map((row) => [row.code.toLowerCase(), row.label ?? '']));
  return rowsInForce(map).map(({ row, edit }) => ({
    ...shownAs({ ...row, version: edit?.version ?? 0, validFrom: edit?.validFrom ?? null }),
    label: labels.get(row.code.toLowerCase()) ?? '',
    origin: edit ? ('edited' as const) : ('carrier' as const),
    version: edit?.version ?? 0,
    scans: seen.get(row.code.toLowerCase()) ?? 0,
  }));
};

const mostVersions = 100;

/** The versions of a map, newest first. */
export const versionsOf = async ({ database }: Platform, name: string) => {
  const events = (await streamEvents(database, 'status_map', [name])).get(name) ?? [];
  return events
    .slice(-mostVersions)
    .reverse()
    .map(({ payload: said, recordedAt: at, actor }) => {
      const { version, note, rows, removed } = statusMapChanged.payload.parse(said);
      return { version, at, actor, note, rows: rows.length + removed.length };
    });
};
