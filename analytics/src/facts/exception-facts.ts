/**
 * Exceptions as cases: opened, resolved, revised by scans that came late, or withdrawn because there never was one. Sharded by
 * shipment, so that asking for the exceptions of some shipments stays within a shard. The words of the carrier, in which a
 * person may be named, are left out.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import {
  exceptionOpened,
  exceptionResolved,
  exceptionRevised,
  exceptionWithdrawn,
} from '@gantry/shared/events/tracking';
import { type Columns, millis, type RowOf } from '../columns.ts';
import { entityTable } from '../entity-table.ts';

const columns = {
  exceptionId: { type: 'String', about: 'Id of the exception' },
  shipmentId: {
    type: 'String',
    about: 'Shipment it is about; join shipment_facts on it for carrier, lane and channel',
  },
  kind: { type: 'LowCardinality(String)', about: 'delayed, lost, damaged, return_initiated or contradiction' },
  reason: { type: 'LowCardinality(Nullable(String))', about: 'Reason code beneath the kind, when the carrier said' },
  openedAt: { type: "DateTime64(3, 'UTC')", about: 'When it began' },
  resolvedAt: { type: "Nullable(DateTime64(3, 'UTC'))", about: 'When it ended; null while it is open' },
  resolutionHours: { type: 'Nullable(Float64)', about: 'resolved_at minus opened_at in hours; null while it is open' },
  reopened: { type: 'UInt32', about: 'How often a late scan showed that it had not ended after all' },
  withdrawn: { type: 'Bool', about: 'A late scan showed that it never was; no figure counts it' },
  firstEventSeq: { type: 'UInt64', about: 'Log position of the event that opened it' },
  version: { type: 'UInt64', about: 'Log position of the last event in this row; the highest wins' },
} as const satisfies Columns;

type ExceptionRow = RowOf<typeof columns>;

/** The events that carry the whole case as it is now. */
export type CaseEvent = RecordedOf<typeof exceptionOpened | typeof exceptionResolved | typeof exceptionRevised>;

const caseRow = (row: ExceptionRow | undefined, { seq, payload }: CaseEvent): ExceptionRow => {
  const openedAt = millis(payload.openedAt);
  const resolvedAt = millis(payload.resolvedAt);
  const again = row !== undefined && row.resolvedAt !== null && resolvedAt === null ? 1 : 0;
  return {
    exceptionId: payload.exceptionId,
    shipmentId: payload.shipmentId,
    kind: payload.kind,
    reason: payload.reason,
    openedAt,
    resolvedAt,
    resolutionHours: resolvedAt === null ? null : (resolvedAt - openedAt) / 3_600_000,
    reopened: (row?.reopened ?? 0) + again,
    withdrawn: false,
    firstEventSeq: row?.firstEventSeq ?? seq,
    version: seq,
  };
};

export const exceptionFacts = entityTable({
  name: 'exception_facts',
  about: 'Every exception, as of the last event. Read with FINAL: older versions of a row stand here until parts merge',
  revision: 2,
  columns,
  key: 'exceptionId',
  orderBy: ['exceptionId'],
  shardBy: 'shipmentId',
  rules: ({ tells, changes }) => [
    tells(exceptionOpened, caseRow),
    tells(exceptionResolved, caseRow),
    tells(exceptionRevised, caseRow),
    changes(exceptionWithdrawn, (row, { seq }) => ({ ...row, withdrawn: true, version: seq })),
  ],
});
