/**
 * The status maps in force, as the intake needs them: the carrier's own table below, what people wrote above it,
 * remembered for seconds and forgotten on change.
 */
import type { Connection } from '@gantry/shared/events/connections';
import { adapterOf } from '../../connectors/carriers/registry.ts';
import type { Platform } from '../../platform/platform.ts';
import { type StatusMap, statusMap, type VersionedRow } from './status-normalizer.ts';

/** The name of the map that reads a connection's codes: its adapter's, or its own for the generic adapter. */
export const mapNameOf = ({ adapter, name }: Pick<Connection, 'adapter' | 'name'>): string =>
  adapter === 'generic' ? name : adapter;

export type MapBook = {
  /** The map for a connection's codes. */
  of(connection: Connection): Promise<StatusMap>;
};

/** Opens the book of maps. Maps are built once per version of edits and of the connection's mapping. */
export const createMapBook = (platform: Platform): MapBook => {
  let edits: { until: number; rows: Map<string, VersionedRow[]> } | undefined;
  const built = new Map<string, { rows: VersionedRow[] | undefined; mapping: unknown; map: StatusMap }>();
  platform.signals.on('status_maps', () => {
    edits = undefined;
  });
  const editsOf = async (name: string): Promise<VersionedRow[] | undefined> => {
    if (!edits || edits.until < Date.now()) {
      const rows = await platform.database.prisma.statusMap.findMany();
      const known = edits?.rows;
      // Rows that did not change keep their identity, so that maps are not built anew every few seconds.
      const fresh = rows.map(({ name: of, rows: data }) => {
        const next = data as unknown as VersionedRow[];
        const before = known?.get(of);
        return [of, before && JSON.stringify(before) === JSON.stringify(next) ? before : next] as const;
      });
      edits = { until: Date.now() + 5_000, rows: new Map(fresh) };
    }
    return edits.rows.get(name);
  };
  return {
    of: async (connection) => {
      const rows = await editsOf(mapNameOf(connection));
      const hit = built.get(connection.name);
      if (hit && hit.rows === rows && hit.mapping === connection.mapping) return hit.map;
      const map = statusMap(adapterOf(connection).statuses(connection), rows);
      if (built.size > 1_000) built.clear();
      built.set(connection.name, { rows, mapping: connection.mapping, map });
      return map;
    },
  };
};
