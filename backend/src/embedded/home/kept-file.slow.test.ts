/** Files that are written on a full disk: over their old bytes at once, and anew as soon as there is room. */
import { closeSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maySmallDisk, type SmallDisk, smallDisk } from '../../../test/small-disk.ts';
import { cutLog, logSize, openLog, readLog } from '../log-file.ts';
import { keepFile, readJson } from './kept-file.ts';

describe.runIf(maySmallDisk)('on a full disk', () => {
  let disk: SmallDisk;
  let folder: string;
  beforeAll(() => {
    disk = smallDisk(4);
    folder = disk.path;
  });
  afterAll(() => disk.remove());

  test('a file that was there says the new thing at once', () => {
    const path = join(folder, 'pids.json');
    const file = keepFile(path);
    file.put({ api: 1, much: 'x'.repeat(1_000) });
    disk.fill();
    file.put({ api: 2 });
    expect(readJson(path)).toEqual({ api: 2 });
    disk.free();
  });
  test('one that was not there says it as soon as there is room', async () => {
    const path = join(folder, 'tower.json');
    disk.fill();
    keepFile(path).put({ origin: 'here' });
    expect(readJson(path)).toEqual({});
    disk.free();
    await expect.poll(() => readJson(path), { timeout: 5_000 }).toEqual({ origin: 'here' });
  });
  test('one that is removed meanwhile is not written again', async () => {
    const [gone, later] = ['gone.json', 'later.json'].map((name) => keepFile(join(folder, name)));
    disk.fill();
    gone?.put({ a: 1 });
    gone?.remove();
    later?.put({ b: 1 });
    disk.free();
    await expect.poll(() => readJson(join(folder, 'later.json')), { timeout: 5_000 }).toEqual({ b: 1 });
    expect(readJson(join(folder, 'gone.json'))).toEqual({});
  });
  test('a log is opened if it can be, read as far as it goes, and cut without room for a copy', () => {
    const path = join(folder, 'logs/api.log');
    const handle = openLog(path);
    expect(handle).toBeDefined();
    closeSync(handle ?? 0);
    rmSync(join(folder, 'logs'), { recursive: true });
    expect(readLog(path, 0)).toBe('');
    expect(logSize(path)).toBe(0);
    disk.fill();
    const filler = join(folder, '../filler');
    cutLog(filler, 1_000_000);
    expect(readFileSync(filler).length).toBe(0);
    disk.free();
  });
});
