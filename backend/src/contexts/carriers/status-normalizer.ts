/**
 * StatusNormalizer: what a carrier's code means. Rows are versioned data: the carrier's own table is the ground, rows that
 * people write stand above it from a version on, and each may hold only for scans from a day on. A code that no row knows
 * moves nothing. Pure.
 */
import type { ActionRequiredBy, StatusReason, TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { StatusRow } from '../../connectors/carriers/carrier.ts';

/** A row somebody wrote: in force from version `version` on, for scans that happened at or after `validFrom` (null: all). */
export type VersionedRow = StatusRow & { version: number; validFrom: string | null };

/** What a scan's code means. `status` null: known, and moves nothing. */
export type Meaning = {
  status: TrackingStatus | null;
  reason: StatusReason | null;
  actionRequiredBy: ActionRequiredBy;
  /** The row that said so; undefined while no row knows the code. */
  row: StatusRow | undefined;
};

export type CodedScan = { code: string; keys?: readonly string[] | undefined; description: string; at: string | null };

export type StatusMap = { version: number; meaningOf(scan: CodedScan): Meaning };

const fold = (text: string): string => text.trim().toLowerCase();

/** Who must act next for a reason, while the parcel is held up: who can take the cause away. */
const actorByReason: Readonly<Record<StatusReason, ActionRequiredBy>> = {
  // What is broken or gone is replaced and claimed by us; a carrier that still searches says so in its row.
  carrier_damaged: 'us',
  carrier_lost: 'us',
  carrier_misrouted: 'carrier',
  carrier_capacity: 'carrier',
  weather: 'none',
  customs_documents: 'us',
  customs_duties_unpaid: 'recipient',
  customs_inspection: 'authority',
  customs_prohibited: 'us',
  recipient_absent: 'recipient',
  recipient_refused: 'us',
  recipient_moved: 'us',
  address_incorrect: 'us',
  address_incomplete: 'us',
  access_denied: 'recipient',
  payment_due: 'recipient',
  shipper_not_ready: 'us',
  regulatory: 'us',
  other: 'none',
};

/** The statuses that hold a parcel up, and who must act when no reason says it. All others ask nobody for anything. */
const actorByStatus: Readonly<Partial<Record<TrackingStatus, ActionRequiredBy>>> = {
  available_for_pickup: 'recipient',
  delivery_attempted: 'none',
  customs_held: 'us',
  delayed: 'none',
  on_hold: 'none',
  exception: 'none',
};

/** Who must act when a row names nobody: by its reason, else by its status. */
export const actorOf = (status: TrackingStatus | null, reason: StatusReason | null): ActionRequiredBy => {
  const byStatus = status === null ? undefined : actorByStatus[status];
  if (byStatus === undefined) return 'none';
  if (reason === null || reason === 'other' || status === 'available_for_pickup') return byStatus;
  return actorByReason[reason];
};

const meaningOfRow = (row: StatusRow): Meaning => ({
  status: row.status,
  reason: row.reason ?? null,
  actionRequiredBy: row.actionRequiredBy ?? actorOf(row.status, row.reason ?? null),
  row,
});

const unknown: Meaning = { status: null, reason: null, actionRequiredBy: 'none', row: undefined };

type IndexedRow = { row: StatusRow; pattern: string; version: number; validFrom: string | null };

/** Newer rows before older, those with a pattern before those without: the first that fits is the answer. */
const indexOf = (base: readonly StatusRow[], edits: readonly VersionedRow[]): Map<string, IndexedRow[]> => {
  const index = new Map<string, IndexedRow[]>();
  const all: IndexedRow[] = [
    ...base.map((row) => ({ row, pattern: fold(row.pattern ?? ''), version: 0, validFrom: null })),
    ...edits.map((row) => ({ row, pattern: fold(row.pattern ?? ''), version: row.version, validFrom: row.validFrom })),
  ];
  for (const one of all) {
    const key = fold(one.row.code);
    index.set(key, [...(index.get(key) ?? []), one]);
  }
  for (const list of index.values())
    list.sort(
      (a, b) =>
        Number(b.pattern !== '') - Number(a.pattern !== '') ||
        b.pattern.length - a.pattern.length ||
        b.version - a.version ||
        ((b.validFrom ?? '') < (a.validFrom ?? '') ? -1 : 1),
    );
  return index;
};

const fits = (one: IndexedRow, description: string, at: string | null): boolean =>
  description.includes(one.pattern) && (one.validFrom === null || (at !== null && at >= one.validFrom));

/**
 * A map of a carrier's table and the rows written since. Codes are compared whatever their case; keys are tried most
 * specific first. `version` is that of the newest edit, 0 when there is none.
 */
export const statusMap = (base: readonly StatusRow[], edits: readonly VersionedRow[] = []): StatusMap => {
  const index = indexOf(base, edits);
  return {
    version: edits.reduce((newest, { version }) => Math.max(newest, version), 0),
    meaningOf: ({ code, keys = [code], description, at }) => {
      const text = fold(description);
      for (const key of keys) {
        const found = index.get(fold(key))?.find((one) => fits(one, text, at));
        if (found) return meaningOfRow(found.row);
      }
      return unknown;
    },
  };
};
