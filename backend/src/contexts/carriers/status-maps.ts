/**
 * Status maps as people change them: a stream per map, every change a new version. State, fold and decision are pure; the
 * row holds all edits in force.
 */
import type { Prisma } from '@gantry/prisma/client';
import type { Fact } from '@gantry/shared/events/define';
import { type StatusMapRow, statusMapChanged } from '@gantry/shared/events/status-maps';
import type { Evolve } from '../../kernel/decider.ts';
import { Refusal } from '../../kernel/errors.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Change, Held, Stream } from '../../platform/execute.ts';
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

const evolve: Evolve<StatusMapState> = (state, fact) => {
  if (fact.name !== statusMapChanged.name) return state;
  const { name, version, rows, removed } = statusMapChanged.payload.parse(fact.payload);
  const changedAt = fact.receivedAt ?? fact.occurredAt ?? new Date(0).toISOString();
  return { name, version, changedAt, rows: editsAfter(state?.rows ?? [], { rows, removed }, version) };
};

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<StatusMapState>>> => {
  await tx.$queryRawUnsafe('SELECT 1 FROM status_maps WHERE name = ANY($1::text[]) ORDER BY name FOR UPDATE', [...ids]);
  const rows = await tx.statusMap.findMany({ where: { name: { in: [...ids] } } });
  return new Map(
    rows.map(({ name, rows: edits, changedAt, version }) => [
      name,
      {
        version,
        state: { name, version, changedAt: changedAt.toISOString(), rows: edits as unknown as VersionedRow[] },
      },
    ]),
  );
};
const save = async (tx: Transaction, changes: readonly Change<StatusMapState>[]): Promise<void> => {
  for (const { id, before, after } of changes) {
    const row = {
      rows: after.state.rows as unknown as Prisma.InputJsonValue,
      changedAt: after.state.changedAt,
      version: after.version,
    };
    if (before) await tx.statusMap.update({ where: { name: id }, data: row });
    else await tx.statusMap.create({ data: { ...row, name: id } });
  }
};
export const statusMaps: Stream<StatusMapState> = { name: 'status_map', evolve, load, save };

/** A new version of a map. Nothing to change is no version. Throws a Refusal when somebody was faster. */
export const changeMap =
  (
    change: MapChange,
    { note, expectedVersion, now }: { note: string; expectedVersion: number | undefined; now: Date },
  ) =>
  (state: StatusMapState | undefined): Fact[] => {
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
