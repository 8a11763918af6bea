/** What a command that cannot go on tells: a line for what was to be expected, nothing instead of the stack of a bug. */
import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { HomeTaken } from '../src/embedded/home/lock.ts';
import { Refusal, StoreAway } from '../src/kernel/errors.ts';
import { ArchiveRefused } from '../src/platform/backup/archive.ts';
import { RestoreRefused } from '../src/platform/backup/load.ts';
import { ConfigError } from '../src/platform/config.ts';
import { toldOf } from './known-errors.ts';
import { CommandError } from './tower-access.ts';

const coded = (code: string, more: object = {}): Error => Object.assign(new Error('why'), { code, ...more });
const thrownBy = (args: string[]): unknown => {
  try {
    return parseArgs({ args, options: { home: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    return error;
  }
};

describe('what is told of an error', () => {
  it.each([
    new CommandError('no'),
    new ConfigError(['PORT: no']),
    new Refusal('conflict', 'rebuild_running', 'no'),
    new StoreAway('postgres', new Error('no')),
    new HomeTaken('/home', 7),
    new ArchiveRefused('no'),
    new RestoreRefused('no'),
  ])('is its own line: %s', (error) => expect(toldOf(error)).toBe(error.message));
  it.each([
    [coded('EACCES'), 'why'],
    [coded('57P03'), 'why'],
    [coded('ENOENT', { path: '/nope' }), 'there is no file /nope'],
    [thrownBy(['--hom']), 'there is no option --hom\nhow'],
  ])('is what is wrong outside: %s', (error, told) => expect(toldOf(error, 'how')).toBe(told));
  it.each([new TypeError('x is not a function'), coded('ERR_INVALID_ARG_TYPE'), 'a text', null])(
    'is nothing where it is a bug: %s',
    (error) => expect(toldOf(error, 'how')).toBeUndefined(),
  );
});
