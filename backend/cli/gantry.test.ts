/** The command line as it is typed: what is wrong is one line on stderr, whatever the command, and never a stack. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPidBook } from '../src/embedded/home/book.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'gantry-cli-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const gantry = (...args: string[]) => {
  const { PATH = '' } = process.env;
  const options = { env: { PATH, GANTRY_HOME: home }, encoding: 'utf8', timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'gantry.ts'), ...args],
    options,
  );
  return { status, stdout, first: stderr.split('\n')[0], stack: /^ {4}at /m.test(stderr) };
};

it.each([
  [['frobnicate'], 'there is no command frobnicate'],
  [['toString'], 'there is no command toString'],
  [['backup', 'verify', '/nope'], 'there is no file /nope'],
  [['restore', '/nope'], 'there is no file /nope'],
  [['restore', 'x', '--hom'], 'there is no option --hom'],
  [['analytics', 'verify', 'nothing'], expect.stringContaining('nothing')],
])('gantry %j says what is wrong', { timeout: 60_000 }, (args, first) => {
  expect(gantry(...args)).toEqual({ status: 1, stdout: '', first, stack: false });
});

it('a home that another tower has is said as at a start', { timeout: 60_000 }, () => {
  mkdirSync(join(home, 'data', 'postgres'), { recursive: true });
  openPidBook(home);
  const first = expect.stringContaining(`Another Gantry (pid ${process.pid}) already runs on ${home}`);
  expect(gantry('backup', join(home, 'b.backup'))).toEqual({ status: 1, stdout: '', first, stack: false });
});
