/** The only writer of settings: a stream for each group, whose row holds all of its versions. */
import { nobodys } from '@gantry/shared/caller';
import { type SettingsEvent, settingsEvents } from '@gantry/shared/events/settings';
import type { Sql } from '../database.ts';
import { streamEvents } from '../log/event-log.ts';
import { rowStore } from '../write/row-store.ts';
import { stream } from '../write/stream.ts';
import { evolve, type SettingsHistory, type SettingsVersion } from './versions.ts';

const groupRows = rowStore<SettingsHistory, SettingsEvent>({
  table: 'settings',
  key: 'group',
  keyColumn: 'group_name',
  columns: { versions: 'value' },
});

/** What is set here is set for every merchant. */
export const settingsStream = stream('setting', settingsEvents, {
  evolve,
  store: groupRows,
  merchantOf: () => nobodys,
});

/** How many versions there are of all groups together: more than before says that something is new. */
export const countVersions = async (sql: Sql): Promise<number> => {
  const [row] = await sql.rows<{ n: string }>('SELECT COALESCE(sum(version), 0) AS n FROM settings');
  return Number(row?.n ?? 0);
};

/** All versions of all groups. */
export const allVersions = async (sql: Sql): Promise<Map<string, readonly SettingsVersion[]>> =>
  new Map((await groupRows.list(sql, '')).map(({ group, versions }) => [group, versions]));

export type AttributedVersion = SettingsVersion & { changedBy: string };

/** The versions of a group with who made them, newest first; the log knows who. */
export const historyOf = async (sql: Sql, group: string): Promise<AttributedVersion[]> => {
  const known = (await groupRows.byIds(sql, [group])).get(group);
  const events = (await streamEvents(sql, settingsStream.name, [group])).get(group) ?? [];
  const actors = new Map(events.map(({ version, actor }) => [version, actor]));
  return [...(known?.versions ?? [])]
    .reverse()
    .map((version) => ({ ...version, changedBy: actors.get(version.version) ?? '' }));
};
