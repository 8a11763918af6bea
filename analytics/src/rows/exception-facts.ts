/** Exceptions as cases: opened, resolved, revised by scans that came late, or withdrawn because there never was one. */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type * as tracking from '@gantry/shared/events/tracking';
import { factTable, millis } from '../fact-table.ts';
import type { EntityFacts } from './entity-facts.ts';

export type ExceptionRow = {
  exceptionId: string;
  shipmentId: string;
  kind: string;
  reason: string | null;
  detail: string;
  openedAt: number;
  resolvedAt: number | null;
  resolutionHours: number | null;
  reopened: number;
  withdrawn: boolean;
  firstEventSeq: number;
  version: number;
};

const table = factTable<ExceptionRow>('exception_facts', {
  exceptionId: 'plain',
  shipmentId: 'plain',
  kind: 'plain',
  reason: 'plain',
  detail: 'plain',
  openedAt: 'instant',
  resolvedAt: 'instant',
  resolutionHours: 'plain',
  reopened: 'plain',
  withdrawn: 'plain',
  firstEventSeq: 'plain',
  version: 'plain',
});

/** The events that carry the whole case as it is now. */
export type CaseEvent =
  | RecordedOf<typeof tracking.exceptionOpened>
  | RecordedOf<typeof tracking.exceptionResolved>
  | RecordedOf<typeof tracking.exceptionRevised>;
export type ExceptionStory = CaseEvent | RecordedOf<typeof tracking.exceptionWithdrawn>;

const caseRow = (row: ExceptionRow | undefined, { seq, payload }: CaseEvent): ExceptionRow => {
  const openedAt = millis(payload.openedAt);
  const resolvedAt = millis(payload.resolvedAt);
  const again = row !== undefined && row.resolvedAt !== null && resolvedAt === null ? 1 : 0;
  return {
    exceptionId: payload.exceptionId,
    shipmentId: payload.shipmentId,
    kind: payload.kind,
    reason: payload.reason,
    detail: payload.detail,
    openedAt,
    resolvedAt,
    resolutionHours: resolvedAt === null ? null : (resolvedAt - openedAt) / 3_600_000,
    reopened: (row?.reopened ?? 0) + again,
    withdrawn: false,
    firstEventSeq: row?.firstEventSeq ?? seq,
    version: seq,
  };
};

const fold = (row: ExceptionRow | undefined, recorded: RecordedEvent): ExceptionRow | undefined => {
  const event = recorded as ExceptionStory;
  if (event.name !== 'tracking.exception_withdrawn') return caseRow(row, event);
  return row === undefined ? undefined : { ...row, withdrawn: true, version: event.seq };
};

const names = new Set<string>([
  'tracking.exception_opened',
  'tracking.exception_resolved',
  'tracking.exception_revised',
  'tracking.exception_withdrawn',
] satisfies ExceptionStory['name'][]);

/** True for the events an exception's story is made of. */
export const isExceptionEvent = (event: RecordedEvent): boolean => names.has(event.name);

export const exceptionFacts: EntityFacts<ExceptionRow> = {
  table,
  idColumn: 'exception_id',
  createdBy: null,
  idOf: (event) => (isExceptionEvent(event) ? (event as ExceptionStory).payload.exceptionId : undefined),
  fold,
};
