/**
 * Scans one by one, as they are understood now: written once each and replaced only when a code is mapped anew, so that a
 * long journey costs no rewriting. The ETA model learns from them.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import { scanMapped, scanRecorded } from '@gantry/shared/events/tracking';
import { type Columns, millis, type RowOf } from '../columns.ts';
import { entityTable } from '../entity-table.ts';

const columns = {
  scanId: { type: 'String', about: 'Id of the scan, scn_...' },
  shipmentId: { type: 'String', about: 'Shipment it was recorded for' },
  carrier: { type: 'LowCardinality(String)', about: 'Connection it came through' },
  leg: { type: 'UInt32', about: 'Leg of the journey, from 1' },
  code: { type: 'LowCardinality(String)', about: "The carrier's own code" },
  status: {
    type: 'LowCardinality(Nullable(String))',
    about: 'Unified status as the code is understood now; null while it is not mapped',
  },
  occurredAt: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'When it happened; null when the zone of its time is not known',
  },
  localTime: { type: 'Nullable(String)', about: 'The clock of the place as printed, where the zone is not known' },
  receivedAt: { type: "DateTime64(3, 'UTC')", about: 'When it reached us' },
  correction: { type: 'Bool', about: "A person's explicit correction" },
  country: { type: 'LowCardinality(Nullable(String))', about: 'Country of its place, ISO 3166-1 alpha-2' },
  firstEventSeq: { type: 'UInt64', about: 'Log position of the event that recorded it' },
  version: { type: 'UInt64', about: 'Log position of the last event in this row; the highest wins' },
} as const satisfies Columns;

type ScanRow = RowOf<typeof columns>;

const asRecorded = ({ seq, payload }: RecordedOf<typeof scanRecorded>): ScanRow => ({
  scanId: payload.scanId,
  shipmentId: payload.shipmentId,
  carrier: payload.carrier,
  leg: payload.leg,
  code: payload.code,
  status: payload.status,
  occurredAt: millis(payload.occurredAt),
  localTime: payload.localTime,
  receivedAt: millis(payload.receivedAt),
  correction: payload.correction ?? false,
  country: payload.place.country ?? null,
  firstEventSeq: seq,
  version: seq,
});

export const scanFacts = entityTable({
  name: 'scan_facts',
  about: 'Every scan, as it is understood now. Read with FINAL: older versions of a row stand here until parts merge',
  revision: 2,
  columns,
  indexes: ['scan_id_filter scan_id TYPE bloom_filter GRANULARITY 4'],
  key: 'scanId',
  orderBy: ['shipmentId', 'scanId'],
  shardBy: 'shipmentId',
  // A scan is mapped long after it came, if ever: keeping many rows at hand would only cost memory.
  mostRemembered: 2_000,
  rules: ({ begins, changes }) => [
    begins(scanRecorded, asRecorded),
    changes(scanMapped, (row, { seq, payload }) => ({ ...row, status: payload.status, version: seq })),
  ],
});
