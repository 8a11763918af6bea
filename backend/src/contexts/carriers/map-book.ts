/**
 * The status maps in force, as the intake needs them: the carrier's own table below, what people wrote above it,
 * remembered for seconds and forgotten on change.
 */
import type { Connection } from '@gantry/shared/events/connections';
import { adapterOf } from '../../connectors/carriers/registry.ts';
import { createCache } from '../../platform/cache.ts';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { execute } from '../../platform/write/transact.ts';
import { changeMap, type MapChange, type StatusMapState } from './status-map.ts';
import { type StatusMap, statusMap, type VersionedRow } from './status-normalizer.ts';
import { statusMapRows, statusMapStream } from './store.ts';

/** The name of the map that reads a connection's codes: its adapter's, or its own for the generic adapter. */
export const mapNameOf = ({ adapter, name }: Pick<Connection, 'adapter' | 'name'>): string =>
  adapter === 'generic' ? name : adapter;

export type MapBook = {
  /** The map for a connection's codes; at most seconds old. */
  of(connection: Connection): Promise<StatusMap>;
  /** The map for a connection's codes, read now. */
  fresh(connection: Connection): Promise<StatusMap>;
  /** What people wrote above carriers' tables, by map; maps nobody wrote in are left out. */
  edited(): Promise<Map<string, StatusMapState>>;
  /** Makes a new version of a map. Throws a Refusal when somebody was faster or there is nothing to change. */
  change(
    change: MapChange,
    said: { note: string; expectedVersion: number | undefined; thread: Thread },
  ): Promise<number>;
};

type BuiltMap = { edits: readonly VersionedRow[] | undefined; mapping: unknown; map: StatusMap };

const mostBuilt = 1_000;

const build = (connection: Connection, edits: readonly VersionedRow[] | undefined): StatusMap =>
  statusMap(adapterOf(connection).statuses(connection), edits ? [...edits] : undefined);

/** Rows that did not change keep their identity, so that maps are not built anew every few seconds. */
const readEdits = ({ database }: Platform) => {
  let known = new Map<string, StatusMapState>();
  return async (): Promise<Map<string, StatusMapState>> => {
    const states = await statusMapRows.list(database, '');
    known = new Map(
      states.map((state) => {
        const before = known.get(state.name);
        return [state.name, before?.version === state.version ? before : state];
      }),
    );
    return known;
  };
};

/** Opens the book of maps. Maps are built once per version of edits and of the connection's mapping. */
export const openMapBook = (platform: Platform): MapBook => {
  const edits = createCache({ ttlMs: 5_000, most: 1, load: readEdits(platform) });
  const built = new Map<string, BuiltMap>();
  platform.signals.on('carriers', () => edits.clear());
  const of: MapBook['of'] = async (connection) => {
    const rows = (await edits.get(undefined)).get(mapNameOf(connection))?.rows;
    const hit = built.get(connection.name);
    if (hit && hit.edits === rows && hit.mapping === connection.mapping) return hit.map;
    const map = build(connection, rows);
    if (built.size > mostBuilt) built.clear();
    built.set(connection.name, { edits: rows, mapping: connection.mapping, map });
    return map;
  };
  return {
    of,
    fresh: async (connection) => {
      const name = mapNameOf(connection);
      return build(connection, (await statusMapRows.byIds(platform.database, [name])).get(name)?.rows);
    },
    edited: async () => new Map((await statusMapRows.list(platform.database, '')).map((map) => [map.name, map])),
    change: async (change, { note, expectedVersion, thread }) => {
      const decide = changeMap(change, { note, expectedVersion, now: platform.clock.now() });
      const { state } = await execute(platform, statusMapStream, { id: change.name, thread, decide });
      platform.signals.raise('carriers');
      return state?.version ?? 0;
    },
  };
};
