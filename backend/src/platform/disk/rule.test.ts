/** When a disk is too full: the reserve by the volume's size, and states that do not come and go. */
import { describe, expect, it } from 'vitest';
import { type DiskState, diskReserve, diskStateAfter, diskTrouble, nameOfDisk } from './rule.ts';

const mb = 1024 * 1024;
const gb = 1024 * mb;
const room = (freeMb: number, freeFiles: number | null = null) => ({
  freeBytes: freeMb * mb,
  totalBytes: gb,
  freeFiles,
});

describe('the reserve', () => {
  it('is 256 MB, an eighth of a smaller volume, and three segments of the log at least', () => {
    expect(diskReserve(500 * gb, null)).toBe(256 * mb);
    expect(diskReserve(gb, null)).toBe(128 * mb);
    expect(diskReserve(300 * mb, null)).toBe(48 * mb);
  });
  it('is never more than half of a volume, unless the configuration says so', () => {
    expect(diskReserve(60 * mb, null)).toBe(30 * mb);
    expect(diskReserve(300 * mb, 1_000)).toBe(1_000 * mb);
    expect(diskReserve(500 * gb, 0)).toBe(0);
  });
});

describe('the state of a disk', () => {
  const reserve = 100 * mb;
  const walk = (...free: number[]): DiskState[] => {
    let state: DiskState = 'enough';
    return free.map((freeMb) => {
      state = diskStateAfter(state, room(freeMb), reserve);
      return state;
    });
  };
  it('warns from twice the reserve down and refuses below it', () => {
    expect(walk(500, 200, 199, 100, 99)).toEqual(['enough', 'enough', 'low', 'low', 'refusing']);
  });
  it('goes on refusing until there is a quarter more than the reserve', () => {
    expect(walk(99, 101, 99, 124, 125, 101)).toEqual(['refusing', 'refusing', 'refusing', 'refusing', 'low', 'low']);
  });
  it('refuses where no more files fit, and not where nobody counts them', () => {
    expect(diskStateAfter('enough', room(900, 499), reserve)).toBe('refusing');
    expect(diskStateAfter('refusing', room(900, 999), reserve)).toBe('refusing');
    expect(diskStateAfter('refusing', room(900, 1_000), reserve)).toBe('enough');
    expect(diskStateAfter('enough', room(900), reserve)).toBe('enough');
  });
});

it('says how much room there is and what that means', () => {
  const disk = { freeBytes: 40 * mb, totalBytes: 3_000 * mb };
  const names = ['postgres', 'redis', 'home'];
  expect(nameOfDisk(names)).toBe('postgres+redis+home');
  expect(diskTrouble({ ...disk, state: 'low' }, names, 48 * mb)).toBe(
    'The disk of postgres, redis and home has 40 MB of 3,000 MB left, less than its reserve of 48 MB',
  );
  expect(diskTrouble({ ...disk, state: 'refusing' }, ['home'], 48 * mb)).toBe(
    'The disk of home has 40 MB of 3,000 MB left: writes are refused until 60 MB are free',
  );
});
