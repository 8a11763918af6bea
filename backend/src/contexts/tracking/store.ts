/**
 * The only writer of tracked_shipments, scans and shipment_exceptions. Bulk SQL: a commit of intake carries many
 * shipments, and each table is read and written once for all of them.
 */
import {
  type CarrierEstimate,
  type ExceptionCase,
  type Scan,
  type Standing,
  type TrackingEvent,
  trackingEvents,
} from '@gantry/shared/events/tracking';
import type { Sql } from '../../platform/database.ts';
import { type Change, stream, type Versioned } from '../../platform/write/stream.ts';
import { onTime, promiseEnd } from './promise.ts';
import { evolve, merchantOf, type Plan, type Proof, type TrackedShipment } from './tracked-shipment.ts';

const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const exceptionJson = `json_build_object('exceptionId', e.id, 'kind', e.kind, 'reason', e.reason, 'openedAt', ${iso('e.opened_at')}, 'resolvedAt', ${iso('e.resolved_at')}, 'detail', e.detail)`;

const selectStates = `
  SELECT t.id, t.version, t.plan, t.standing, t.estimate, t.proof, ${iso('t.silent_since')} AS silent_since, ${iso('t.created_at')} AS created_at,
    COALESCE((SELECT json_agg(s.data) FROM scans s WHERE s.shipment_id = t.id), '[]'::json) AS scans,
    COALESCE((SELECT json_agg(${exceptionJson} ORDER BY e.opened_at, e.id) FROM shipment_exceptions e WHERE e.shipment_id = t.id), '[]'::json) AS exceptions
  FROM tracked_shipments t WHERE t.id = ANY($1::text[]) ORDER BY t.id`;

type Row = {
  id: string;
  version: number;
  plan: Plan;
  standing: Standing;
  created_at: string;
  scans: Scan[];
  exceptions: ExceptionCase[];
  estimate: CarrierEstimate | null;
  proof: Proof | null;
  silent_since: string | null;
};

const stateOf = ({
  created_at: createdAt,
  silent_since: silentSince,
  id: _,
  version: __,
  ...rest
}: Row): TrackedShipment => ({
  ...rest,
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
  return new Map(rows.map((row) => [row.id, { version: row.version, state: stateOf(row) }]));
};

type TrackedChange = Change<TrackedShipment, TrackingEvent>;

const rowOf = ({ id, after: { state, version } }: TrackedChange) => {
  const { plan, standing, createdAt } = state;
  return {
    id,
    merchant: merchantOf(state),
    version,
    plan,
    standing,
    order_id: plan.orderId,
    order_number: plan.orderNumber,
    channel: plan.channel,
    carrier: plan.legs[0]?.carrier ?? '',
    tracking_number: plan.legs[0]?.trackingNumber ?? '',
    tracking_token: plan.trackingToken,
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
  'id text, merchant text, order_id text, order_number text, channel text, carrier text, tracking_number text, tracking_token text, warehouse text, plan jsonb, created_at timestamptz';
const names = (columns: string): string[] => columns.split(',').map((column) => column.trim().split(' ')[0] ?? '');

const insertRows = `
  INSERT INTO tracked_shipments (${[...names(fixed), ...names(moving)].join(', ')})
  SELECT ${[...names(fixed), ...names(moving)].join(', ')} FROM jsonb_to_recordset($1::jsonb) AS r (${fixed}, ${moving})`;
const updateRows = `
  UPDATE tracked_shipments t SET ${names(moving)
    .map((name) => `${name} = r.${name}`)
    .join(', ')}
  FROM jsonb_to_recordset($1::jsonb) AS r (id text, ${moving}) WHERE t.id = r.id`;
const insertScans = `
  INSERT INTO scans (id, shipment_id, carrier, code, status, received_at, data)
  SELECT data->>'scanId', shipment_id, data->>'carrier', data->>'code', data->>'status', (data->>'receivedAt')::timestamptz, data
  FROM jsonb_to_recordset($1::jsonb) AS r (shipment_id text, data jsonb)
  ON CONFLICT (id) DO UPDATE SET status = EXCLUDED.status, data = EXCLUDED.data`;
const upsertExceptions = `
  INSERT INTO shipment_exceptions (id, merchant, shipment_id, kind, reason, opened_at, resolved_at, detail)
  SELECT "exceptionId", merchant, "shipmentId", kind, reason, "openedAt", "resolvedAt", detail
  FROM jsonb_to_recordset($1::jsonb) AS r ("exceptionId" text, merchant text, "shipmentId" text, kind text, reason text, "openedAt" timestamptz, "resolvedAt" timestamptz, detail text)
  ON CONFLICT (id) DO UPDATE SET kind = EXCLUDED.kind, reason = EXCLUDED.reason, opened_at = EXCLUDED.opened_at, resolved_at = EXCLUDED.resolved_at, detail = EXCLUDED.detail`;

const touchedScans = ({ id, facts, after }: TrackedChange): { shipment_id: string; data: Scan }[] => {
  const ids = new Set(facts.flatMap(({ payload }) => ('scanId' in payload ? [payload.scanId] : [])));
  return after.state.scans.filter(({ scanId }) => ids.has(scanId)).map((data) => ({ shipment_id: id, data }));
};

const exceptionChanges = (changes: readonly TrackedChange[]) => {
  const touched = changes.filter(({ facts }) => facts.some(({ payload }) => 'exceptionId' in payload));
  const withdrawn = touched.flatMap(({ facts }) =>
    facts.flatMap((fact) => (fact.name === 'tracking.exception_withdrawn' ? [fact.payload.exceptionId] : [])),
  );
  const kept = touched.flatMap(({ id, after }) =>
    after.state.exceptions.map((one) => ({ ...one, merchant: merchantOf(after.state), shipmentId: id })),
  );
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

export const trackedStream = stream('tracked_shipment', trackingEvents, { evolve, store: { load, save }, merchantOf });
