/** How our Postgres is set: for two cores and a few GB, durable, and with a log that fits on the volume it lies on. */
import { roomIn } from '../room.ts';

const MEGABYTE = 1024 * 1024;

/** Parallel plans are off: two cores gain nothing, and containers have little /dev/shm. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  wal_compression: 'on',
  // A segment that is used again keeps what it held, destroyed keys too, until it is written over.
  wal_recycle: 'off',
  checkpoint_timeout: '10min',
  idle_in_transaction_session_timeout: '60s',
  random_page_cost: '1.1',
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_line_prefix: '%m [%p] ',
} as const;

/** The log's size between two checkpoints: two gigabytes, or an eighth of a smaller volume; it is no hard bound. */
export function walSettings(totalBytes: number | undefined): { max_wal_size: string; min_wal_size: string } {
  const eighth = Math.floor((totalBytes ?? Number.POSITIVE_INFINITY) / 8 / MEGABYTE);
  const most = Math.max(48, Math.min(2_048, eighth));
  return { max_wal_size: `${most}MB`, min_wal_size: `${Math.max(32, Math.min(128, most >> 1))}MB` };
}

/** The settings of a Postgres whose data is in `folder`; those that were asked for stand above ours. */
export const settingsFor = (folder: string, asked: Readonly<Record<string, string>> = {}): [string, string][] =>
  Object.entries({ ...SETTINGS, ...walSettings(roomIn(folder)?.totalBytes), ...asked });
