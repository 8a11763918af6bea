/**
 * The only writer of tracked_shipments, scans and shipment_exceptions. Bulk SQL: a commit of intake carries many
 * shipments, and each table is read and written once for all of them.
 */
import * as events from '@gantry/shared/events/tracking';
import { knownByHash } from '../../kernel/tracking-token.ts';
import type { Sql } from '../../platform/database.ts';
import { nothingBeside } from '../../platform/write/sealing.ts';
import { type Change, stream, type Versioned } from '../../platform/write/stream.ts';
import { onTime, promiseEnd } from './promise.ts';
import { evolve, merchantOf, type Plan, type Proof, type TrackedShipment } from './tracked-shipment.ts';
import { withoutWords } from './words.ts';

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const exceptionJson = `json_build_object('exceptionId', e.id, 'kind', e.kind, 'reason', e.reason, 'openedAt', ${iso('e.opened_at')}, 'resolvedAt', ${iso('e.resolved_at')}, 'detail', e.detail)`;

const selectStates = `
  SELECT t.id, t.version, t.subject, t.erased_at IS NOT NULL AS erased, t.plan, t.standing, t.estimate, t.proof, ${iso('t.silent_since')} AS silent_since, ${iso('t.created_at')} AS created_at,
    COALESCE((SELECT json_agg(s.data) FROM scans s WHERE s.shipment_id = t.id), '[]'::json) AS scans,
    COALESCE((SELECT json_agg(${exceptionJson} ORDER BY e.opened_at, e.id) FROM shipment_exceptions e WHERE e.shipment_id = t.id), '[]'::json) AS exceptions
  FROM tracked_shipments t WHERE t.id = ANY($1::text[]) ORDER BY t.id`;

type Row = {
  id: string;
  version: number;
  subject: string | null;
  erased: boolean;
  plan: Plan;
  standing: events.Standing;
  created_at: string;
  scans: events.Scan[];
  exceptions: events.ExceptionCase[];
  estimate: events.CarrierEstimate | null;
  proof: Proof | null;
  silent_since: string | null;
};

const stateOf = ({
  created_at: createdAt,
  silent_since: silentSince,
  id: _,
  version: __,
  subject: ___,
  erased: ____,
  plan,
  ...rest
}: Row): TrackedShipment => ({
  ...rest,
  // A row from before may still wait for its token to be taken out.
  plan: knownByHash(plan),
  createdAt,
  silentSince,
});

/** Reads tracked shipments without holding them. */
export const readTracked = async (sql: Sql, ids: readonly string[]): Promise<TrackedShipment[]> => {
  const rows = await sql.rows<Row>(selectStates, [...ids]);
  return rows.map(stateOf);
};

const load = async (tx: Sql, ids: readonly string[]): Promise<Map<string, Versioned<TrackedShipment>>> => {
  const rows = await tx.rows<Row>(selectStates, [...ids]);
  return new Map(
    rows.map((row) => [
      row.id,
      {
        version: row.version,
        state: stateOf(row),
        beside: { ...nothingBeside, subject: row.subject, erased: row.erased },
      },
    ]),
  );
};

type TrackedChange = Change<TrackedShipment, events.TrackingEvent>;

const rowOf = ({ id, after: { state, version, beside } }: TrackedChange) => {
  const { plan, standing, createdAt } = state;
  return {
    id,
    merchant: merchantOf(state),
    version,
    subject: beside?.subject ?? null,
    plan,
    standing,
    order_id: plan.orderId,
    order_number: plan.orderNumber,
    channel: plan.channel,
    carrier: plan.legs[0]?.carrier ?? '',
    tracking_number: plan.legs[0]?.trackingNumber ?? '',
    token_hash: plan.tokenHash,
    warehouse: plan.warehouse,
    status: standing.status,
    created_at: createdAt,
    picked_up_at: standing.pickedUpAt,
    delivered_at: standing.deliveredAt,
    ended_at: standing.endedAt,
    last_scan_at: standing.lastScanAt,
    promise_ends_at: promiseEnd(plan.promise),
    on_time: onTime(plan.promise, standing.deliveredAt),
    estimate: state.estimate,
    proof: state.proof,
    silent_since: state.silentSince,
  };
};

const moving = `version int, standing jsonb, status text, picked_up_at timestamptz, delivered_at timestamptz, ended_at timestamptz, last_scan_at timestamptz,
  promise_ends_at timestamptz, on_time boolean, estimate jsonb, proof jsonb, silent_since timestamptz`;
const fixed =
  'id text, merchant text, order_id text, order_number text, channel text, carrier text, tracking_number text, token_hash text, warehouse text, subject text, plan jsonb, created_at timestamptz';
const names = (columns: string): string[] => columns.split(',').map((column) => column.trim().split(' ')[0] ?? '');

const insertRows = `
  INSERT INTO tracked_shipments (${[...names(fixed), ...names(moving)].join(', ')})
  SELECT ${[...names(fixed), ...names(moving)].join(', ')} FROM jsonb_to_recordset($1::jsonb) AS r (${fixed}, ${moving})`;
const updateRows = `
  UPDATE tracked_shipments t SET ${names(moving)
    .map((name) => `${name} = r.${name}`)
    .join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, ${moving}) WHERE t.id = r.id`;
// `told_in`: the version of the event whose box `sealed` is; null for a change that tells the scan no better.
const insertScans = `
  INSERT INTO scans (id, shipment_id, carrier, code, status, received_at, data, sealed, told_in)
  SELECT data->>'scanId', shipment_id, data->>'carrier', data->>'code', data->>'status', (data->>'receivedAt')::timestamptz, data, sealed, told_in
  FROM jsonb_to_recordset($1::jsonb) AS r (shipment_id text, data jsonb, sealed text, told_in int)
  ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, data = EXCLUDED.data,
    sealed = CASE WHEN EXCLUDED.told_in IS NULL THEN scans.sealed ELSE EXCLUDED.sealed END, told_in = COALESCE(EXCLUDED.told_in, scans.told_in)`;
const upsertExceptions = `
  INSERT INTO shipment_exceptions (id, merchant, shipment_id, kind, reason, opened_at, resolved_at, detail, sealed, told_in)
  SELECT "exceptionId", merchant, "shipmentId", kind, reason, "openedAt", "resolvedAt", '', sealed, "toldIn"
  FROM jsonb_to_recordset($1::jsonb) AS r ("exceptionId" text, merchant text, "shipmentId" text, kind text, reason text, "openedAt" timestamptz, "resolvedAt" timestamptz, sealed text, "toldIn" int)
  ON CONFLICT (id) DO UPDATE SET kind = EXCLUDED.kind, reason = EXCLUDED.reason, opened_at = EXCLUDED.opened_at, resolved_at = EXCLUDED.resolved_at, detail = '',
    sealed = COALESCE(EXCLUDED.sealed, shipment_exceptions.sealed), told_in = COALESCE(EXCLUDED.told_in, shipment_exceptions.told_in)`;

type ScanRow = { shipment_id: string; data: object; sealed: string | null; told_in: number | null };

/** The id of the scan or exception that an event tells of. */
const idIn = (payload: unknown, field: 'scanId' | 'exceptionId'): string | undefined => {
  const fields: { scanId?: unknown; exceptionId?: unknown } = typeof payload === 'object' && payload ? payload : {};
  const id = fields[field];
  return typeof id === 'string' ? id : undefined;
};
const telling: readonly string[] = [events.scanRecorded.name, events.scanRefined.name];

/** The scans of a change as rows keep them: as the log tells them, the words of the carrier sealed. */
const touchedScans = ({ id, after, entries = [] }: TrackedChange): ScanRow[] => {
  const boxes = new Map<string, Pick<ScanRow, 'sealed' | 'told_in'>>();
  for (const { fact, version, sealed = null } of entries) {
    const scanId = idIn(fact.payload, 'scanId');
    if (scanId === undefined) continue;
    const told = telling.includes(fact.name);
    boxes.set(scanId, told ? { sealed, told_in: version } : (boxes.get(scanId) ?? { sealed: null, told_in: null }));
  }
  return after.state.scans.flatMap((scan) => {
    const box = boxes.get(scan.scanId);
    return box ? [{ shipment_id: id, data: withoutWords(scan), ...box }] : [];
  });
};

const exceptionChanges = (changes: readonly TrackedChange[]) => {
  const touched = changes.filter(({ facts }) => facts.some(({ payload }) => 'exceptionId' in payload));
  const withdrawn = touched.flatMap(({ facts }) =>
    facts.flatMap((fact) => (fact.name === 'tracking.exception_withdrawn' ? [fact.payload.exceptionId] : [])),
  );
  const kept = touched.flatMap(({ id, after, entries = [] }) => {
    const boxes = new Map(
      entries.flatMap(({ fact, version: toldIn, sealed }) => {
        const exceptionId = sealed ? idIn(fact.payload, 'exceptionId') : undefined;
        return exceptionId === undefined ? [] : [[exceptionId, { sealed, toldIn }] as const];
      }),
    );
    return after.state.exceptions.map(({ detail: _, ...one }) => ({
      ...one,
      merchant: merchantOf(after.state),
      shipmentId: id,
      ...(boxes.get(one.exceptionId) ?? { sealed: null, toldIn: null }),
    }));
  });
  return { withdrawn, kept };
};

const save = async (tx: Sql, changes: readonly TrackedChange[]): Promise<void> => {
  const bulk = async (sql: string, rows: readonly unknown[]): Promise<void> => {
    if (rows.length > 0) await tx.run(sql, JSON.stringify(rows));
  };
  await bulk(insertRows, changes.filter((change) => !change.before).map(rowOf));
  await bulk(
    updateRows,
    changes.filter((change) => change.before).map((change) => ({ ...rowOf(change), plan: undefined })),
  );
  await bulk(insertScans, changes.flatMap(touchedScans));
  const { withdrawn, kept } = exceptionChanges(changes);
  if (withdrawn.length > 0) await tx.run('DELETE FROM shipment_exceptions WHERE id = ANY($1::text[])', withdrawn);
  await bulk(upsertExceptions, kept);
};

export const trackedStream = stream('tracked_shipment', events.trackingEvents, {
  evolve,
  store: { load, save },
  merchantOf,
  // Who brings a shipment says whose order it is of; of those that came before anybody said so, the order stands for them.
  ownerOf: ({ plan: { orderId } }) => ({ orderId }),
});
