/**
 * When a disk is too full to be written to, as pure rules. Postgres stops altogether (a panic) when it cannot make the next
 * segment of its log, 16 MB each, so writes are refused well before that, and taken again only with some room above it.
 */
import type { DiskFigures } from '@gantry/shared/api/system';

const megabyte = 1024 * 1024;
const standardReserve = 256 * megabyte;
/** Three segments of Postgres' log: the one in use, the next, and one for what was under way. */
const leastReserve = 48 * megabyte;

export type DiskRoom = {
  freeBytes: number;
  totalBytes: number /** Files it can still hold; null where it keeps no count. */;
  freeFiles: number | null;
};
export type DiskState = DiskFigures['state'];

const leastFiles = 500;

/**
 * What must stay free: what the configuration says; else 256 MB, on smaller volumes an eighth but not less than 48 MB, and
 * never more than half of the volume.
 */
export const diskReserve = (totalBytes: number, configuredMb: number | null): number => {
  if (configuredMb !== null) return configuredMb * megabyte;
  const eighth = Math.floor(totalBytes / 8);
  return Math.min(Math.max(leastReserve, Math.min(standardReserve, eighth)), Math.floor(totalBytes / 2));
};

/**
 * The state after a look. `refusing` begins below the reserve and ends a quarter above it, so that it does not come and go;
 * `low` is the warning before, from twice the reserve down.
 */
export const diskStateAfter = (before: DiskState, room: DiskRoom, reserve: number): DiskState => {
  const files = room.freeFiles ?? Number.POSITIVE_INFINITY;
  if (room.freeBytes < reserve || files < leastFiles) return 'refusing';
  if (before === 'refusing' && (room.freeBytes < reserve * 1.25 || files < leastFiles * 2)) return 'refusing';
  return room.freeBytes < reserve * 2 ? 'low' : 'enough';
};

/** What a disk is called, in figures and labels: all that lies on it, in one word. */
export const nameOfDisk = (names: readonly string[]): string => names.join('+');

const listed = new Intl.ListFormat('en-GB');

/** What to tell people of a disk below its reserve; the only words for it, wherever it is told. */
export const diskTrouble = (
  { state, freeBytes, totalBytes }: Omit<DiskFigures, 'name'>,
  names: readonly string[],
  reserve: number,
): string => {
  const mb = (bytes: number): string => `${Math.floor(bytes / megabyte).toLocaleString('en')} MB`;
  const room = `The disk of ${listed.format(names)} has ${mb(freeBytes)} of ${mb(totalBytes)} left`;
  return state === 'refusing'
    ? `${room}: writes are refused until ${mb(reserve * 1.25)} are free`
    : `${room}, less than its reserve of ${mb(reserve)}`;
};
