/** The only writer of setting_versions: a stream for each group, whose row is all of its versions. */
import type { Json } from '@gantry/prisma/client';
import type { Database, Transaction } from '../database.ts';
import type { Change, Held, Stream } from '../execute.ts';
import { evolve, type SettingsHistory, type SettingsValues, type SettingsVersion } from './versions.ts';

type Row = Omit<SettingsVersion, 'values' | 'validFrom' | 'changedAt'> & {
  group: string;
  values: Json;
  validFrom: Date;
  changedAt: Date;
};

const versionOf = ({ version, values, validFrom, note, withdraws, changedAt }: Row): SettingsVersion => ({
  version,
  values: values as SettingsValues,
  validFrom: validFrom.toISOString(),
  note,
  withdraws,
  changedAt: changedAt.toISOString(),
});

/** Rows in the order of their versions, by group. */
const byGroup = (rows: readonly Row[]): Map<string, SettingsVersion[]> => {
  const groups = new Map<string, SettingsVersion[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), versionOf(row)]);
  return groups;
};

const load = async (tx: Transaction, ids: readonly string[]): Promise<Map<string, Held<SettingsHistory>>> => {
  const rows = await tx.settingVersion.findMany({ where: { group: { in: [...ids] } }, orderBy: { version: 'asc' } });
  return new Map(
    [...byGroup(rows as Row[])].map(([group, versions]) => [
      group,
      { version: versions.at(-1)?.version ?? 0, state: { group, versions } },
    ]),
  );
};

const save = async (tx: Transaction, changes: readonly Change<SettingsHistory>[]): Promise<void> => {
  for (const { id, before, after } of changes)
    await tx.settingVersion.createMany({
      data: after.state.versions
        .filter(({ version }) => version > (before?.version ?? 0))
        .map((one) => ({ ...one, group: id, values: one.values as Json })),
    });
};

export const settingsStream: Stream<SettingsHistory> = { name: 'setting', evolve, load, save };

/** How many versions there are: more than before says that something is new, since none is ever removed. */
export const countVersions = (database: Database): Promise<number> => database.prisma.settingVersion.count();

/** All versions of all groups. */
export const allVersions = async (database: Database): Promise<Map<string, SettingsVersion[]>> =>
  byGroup((await database.prisma.settingVersion.findMany({ orderBy: { version: 'asc' } })) as Row[]);

/** The versions of a group with who made them, newest first; the log knows who. */
export const historyOf = async (
  database: Database,
  group: string,
): Promise<(SettingsVersion & { changedBy: string })[]> => {
  const { rows } = await database.pool.query<Row & { actor: string }>(
    `SELECT v.group_name AS "group", v.version, v."values", v.valid_from AS "validFrom", v.note, v.withdraws, v.changed_at AS "changedAt", e.actor
     FROM setting_versions v JOIN event_log e ON e.stream_id = v.group_name AND e.stream = $2 AND e.version = v.version
     WHERE v.group_name = $1 ORDER BY v.version DESC`,
    [group, settingsStream.name],
  );
  return rows.map((row) => ({ ...versionOf(row), changedBy: row.actor }));
};
