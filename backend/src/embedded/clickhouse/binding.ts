/**
 * The native calls of chDB, typed. The package's own JavaScript layer is passed by because it serialises every query that has
 * parameters behind one global chain; one connection per request with `SET param_x` gives the same binding and runs in parallel.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Opaque handle of one engine connection: it owns its settings, parameters and current database. */
export type Connection = { readonly __connection: unique symbol };
export type StreamHandle = { readonly __stream: unique symbol };

export type Chunk = { bytes: Buffer; numRows: number; done: boolean };
export type Whole = { bytes: Uint8Array; elapsed: number; rowsRead: number; bytesRead: number };
export type InsertResult = { elapsed: number; rowsWritten: number; bytesWritten: number };

/** All calls must come from one thread of JavaScript: the addon's table of connections has no lock. */
export type Binding = {
  CreateConnection(directory: string, args: string[]): Connection;
  CloseConnection(connection: Connection): void;
  /** Blocks the thread; used for SET, USE and KILL, which take well under a millisecond. */
  QueryWithConnection(connection: Connection, sql: string, format: string): string;
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<Whole>;
  /** Runs `prefix`, a line feed and `data` as one statement. Text formats only: binary data is cut at the first odd byte. */
  InsertRawAsyncConnection(
    connection: Connection,
    prefix: string,
    data: Buffer,
    countLines: boolean,
  ): Promise<InsertResult>;
  /** Analyses the query on the calling thread (scalar subqueries included), then runs in the background. */
  StreamQuery(connection: Connection, sql: string, format: string): StreamHandle;
  StreamFetch(handle: StreamHandle): Promise<Chunk>;
  StreamCancel(handle: StreamHandle): void;
};

/** Loads the addon. Throws when this platform has no prebuilt engine. */
export function loadBinding(): Binding {
  const require = createRequire(import.meta.url);
  const loader = join(dirname(require.resolve('chdb')), 'dist', 'loader.js');
  return (require(loader) as { loadNative(): Binding }).loadNative();
}
