/** Status maps as people change them: a stream per map, every change a new version. State, fold and decision; pure. */
import { type StatusMapEvent, type StatusMapRow, statusMapChanged } from '@gantry/shared/events/status-maps';
import { fold } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { VersionedRow } from './status-normalizer.ts';

export type StatusMapState = { name: string; version: number; changedAt: string; rows: VersionedRow[] };
export type MapChange = {
  name: string;
  rows: readonly StatusMapRow[];
  removed: readonly { code: string; pattern: string }[];
};

const keyOf = ({ code, pattern = '' }: { code: string; pattern?: string | undefined }): string =>
  `${code.trim().toLowerCase()}\n${pattern.trim().toLowerCase()}`;

/** A row as the normalizer wants it: what is not said is left out. */
export const versioned = (row: StatusMapRow, version: number): VersionedRow => ({
  code: row.code,
  status: row.status,
  version,
  validFrom: row.validFrom,
  ...(row.pattern === '' ? {} : { pattern: row.pattern }),
  ...(row.reason === null ? {} : { reason: row.reason }),
  ...(row.actionRequiredBy === null ? {} : { actionRequiredBy: row.actionRequiredBy }),
});

/** A row as people see it. */
export const shownAs = (row: VersionedRow): StatusMapRow => ({
  code: row.code,
  pattern: row.pattern ?? '',
  status: row.status,
  reason: row.reason ?? null,
  actionRequiredBy: row.actionRequiredBy ?? null,
  validFrom: row.validFrom,
});

/** The edits in force after a change: a row replaces that of the same code and pattern, unless it holds only from a day on. */
export const editsAfter = (
  edits: readonly VersionedRow[],
  change: Omit<MapChange, 'name'>,
  version: number,
): VersionedRow[] => {
  const gone = new Set([
    ...change.removed.map(keyOf),
    ...change.rows.filter(({ validFrom }) => validFrom === null).map(keyOf),
  ]);
  const again = new Set(change.rows.map((row) => `${keyOf(row)}\n${row.validFrom}`));
  return [
    ...edits.filter((row) => !gone.has(keyOf(row)) && !again.has(`${keyOf(row)}\n${row.validFrom}`)),
    ...change.rows.map((row) => versioned(row, version)),
  ];
};

export const evolve = fold<StatusMapState, StatusMapEvent>({
  'tracking.status_map_changed': {
    begin: ({ name, version, rows, removed }, { receivedAt }, state) => ({
      name,
      version,
      changedAt: receivedAt,
      rows: editsAfter(state?.rows ?? [], { rows, removed }, version),
    }),
  },
});

/** A new version of a map. Nothing to change is no version. Throws a Refusal when somebody was faster. */
export const changeMap =
  (
    change: MapChange,
    { note, expectedVersion, now }: { note: string; expectedVersion: number | undefined; now: Date },
  ) =>
  (state: StatusMapState | undefined): StatusMapEvent[] => {
    const version = state?.version ?? 0;
    if (expectedVersion !== undefined && expectedVersion !== version)
      throw new Refusal(
        'conflict',
        'changed_meanwhile',
        `The map is at version ${version} by now, not ${expectedVersion}`,
      );
    if (change.rows.length === 0 && change.removed.length === 0)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'rows', message: 'nothing to change: give rows or removed' },
      ]);
    const at = now.toISOString();
    const payload = {
      name: change.name,
      version: version + 1,
      rows: [...change.rows],
      removed: [...change.removed],
      note,
    };
    return [statusMapChanged(payload, { occurredAt: at, receivedAt: at })];
  };
