/**
 * Looks after the disks that matter to this process: how much room they have, and whether what writes must be refused. It
 * shows that on the process's vitals, where whoever writes asks for it (`room.ts`), and in the metrics.
 */
import { stat, statfs } from 'node:fs/promises';
import type { DiskFigures } from '@gantry/shared/api/system';
import type { DiskPlace } from '../config.ts';
import { diskRefusing } from '../metrics.ts';
import type { Platform } from '../platform.ts';
import { type DiskRoom, type DiskState, diskReserve, diskStateAfter, diskTrouble, nameOfDisk } from './rule.ts';

const calmMs = 1_000;
/** Nearer to the end it looks more often: a busy disk fills by a hundred megabytes in a second. */
const tenseMs = 200;
/** Writes are refused for this one's sake: what is acknowledged is kept there. The others are waited for. */
const keeper = 'postgres';

/** One volume with everything of ours that lies on it. */
type Volume = { names: string[]; folder: string };

const volumesOf = async (places: readonly DiskPlace[]): Promise<Volume[]> => {
  const volumes = new Map<number, Volume>();
  for (const { name, folder } of places) {
    const found = await stat(folder).catch(() => undefined);
    if (!found) continue;
    const volume = volumes.get(found.dev) ?? { names: [], folder };
    volume.names.push(name);
    volumes.set(found.dev, volume);
  }
  return [...volumes.values()];
};

const roomOf = async (folder: string): Promise<DiskRoom> => {
  const { bavail, blocks, bsize, files, ffree } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeFiles: files > 0 ? ffree : null };
};

/** `trouble`: what there is to tell of it. A disk that is only low is a warning among the figures and ails nobody. */
type Look = DiskFigures & { trouble: string | null };

/** What the disks come to after a look. */
const look = async (
  { disks: places, diskReserveMb }: Pick<Platform['config'], 'disks' | 'diskReserveMb'>,
  before: readonly DiskFigures[],
): Promise<Look[]> => {
  const looks: Look[] = [];
  for (const { names, folder } of await volumesOf(places)) {
    const name = nameOfDisk(names);
    const room = await roomOf(folder);
    const reserve = diskReserve(room.totalBytes, diskReserveMb);
    const was: DiskState = before.find((disk) => disk.name === name)?.state ?? 'enough';
    const state = diskStateAfter(was, room, reserve);
    const { freeBytes, totalBytes } = room;
    const disk = {
      name,
      freeBytes,
      totalBytes,
      state: state === 'refusing' && !names.includes(keeper) ? 'low' : state,
    };
    looks.push({ ...disk, trouble: state === 'refusing' ? diskTrouble(disk, names, reserve) : null });
  }
  return looks;
};

/** Begins to look after the disks; answers what ends that. */
export const watchDisks = ({
  config,
  vitals,
  logger,
}: Pick<Platform, 'config' | 'vitals' | 'logger'>): (() => void) => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const show = (looks: readonly Look[]): void => {
    const was = vitals.surroundings().disks;
    vitals.show({ disks: looks.map(({ trouble: _, ...disk }) => disk) });
    // A disk goes by all that lies on it: with a folder more or less it has another name, and the former one says nothing any more.
    for (const { name } of was.filter((disk) => !looks.some(({ name }) => name === disk.name))) {
      vitals.tell(`disk.${name}`, null);
      diskRefusing.remove({ disk: name });
    }
    for (const { name, freeBytes, state, trouble } of looks) {
      vitals.tell(`disk.${name}`, trouble);
      diskRefusing.set({ disk: name }, state === 'refusing' ? 1 : 0);
      const before = was.find((disk) => disk.name === name)?.state ?? 'enough';
      if (before !== state) logger.warn({ disk: name, freeBytes, state }, 'the room on a disk has changed');
    }
  };
  const next = async (): Promise<void> => {
    // A volume that does not answer now is asked again; what is known of it holds until then.
    const seen = await look(config, vitals.surroundings().disks).catch(() => undefined);
    if (stopped) return;
    if (seen) show(seen);
    const calm = vitals.surroundings().disks.every(({ state }) => state === 'enough');
    timer = setTimeout(() => void next(), calm ? calmMs : tenseMs);
  };
  void next();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
};
