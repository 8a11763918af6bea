import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { watchDisks } from './watch.ts';

describe('a disk below its reserve', () => {
  let test: TestPlatform;
  const root = mkdtempSync(join(tmpdir(), 'gantry-disks-'));
  beforeAll(async () => {
    const disks = ['home', 'redis'].map((name) => ({ name, folder: join(root, name) }));
    mkdirSync(join(root, 'home'));
    test = await openTestPlatform({ disks, diskReserveMb: 9_000_000 });
  });
  afterAll(async () => {
    await test.close();
    rmSync(root, { recursive: true });
  });

  it('is told of once, by everything that lies on it now', async () => {
    const { vitals } = test.platform;
    const told = () => vitals.troubles().map(({ name }) => name);
    const end = watchDisks(test.platform);
    await until(async () => told().join() === 'disk.home');
    mkdirSync(join(root, 'redis'));
    await until(async () => told().includes('disk.home+redis'));
    expect(told()).toEqual(['disk.home+redis']);
    end();
  });
});
