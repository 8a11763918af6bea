/** An archive that is not what was written is refused by its name, and by that of the table where it is known. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ArchiveRefused, verifyArchive, writeArchive } from './archive.ts';
import type { Entry } from './frames.ts';

const head = { createdAt: '', version: '1', postgres: '18', migrations: [], logHead: 0, keyFingerprint: null };
async function* entries(): AsyncGenerator<Entry> {
  yield { kind: 'head', value: head };
  yield { kind: 'table', value: { name: 'orders', columns: ['id'], partitions: [] } };
  yield { kind: 'data', value: Buffer.from('1\n') };
  yield { kind: 'sum', value: { rows: 2, sum: 'another' } };
}

let home = '';
let path = '';
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'archive-'));
  path = join(home, 'b.backup');
  await writeArchive(path, entries(), []);
});
afterEach(() => rmSync(home, { recursive: true }));

const refusal = (): Promise<unknown> => verifyArchive(path).catch((error: unknown) => error);

it('names the table whose rows are others', async () => {
  const error = await refusal();
  expect(error).toBeInstanceOf(ArchiveRefused);
  expect(error).toMatchObject({ message: `${path} is damaged or cut short, in table orders: its rows are others` });
});
it('names the file that was cut', async () => {
  writeFileSync(path, readFileSync(path).subarray(0, -8));
  const error = await refusal();
  expect(error).toBeInstanceOf(ArchiveRefused);
  expect(error).toMatchObject({ message: expect.stringContaining(`${path} is damaged or cut short`) });
});
