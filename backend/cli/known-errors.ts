/** What went wrong outside of the program, in one line for whoever typed the command; what is left over is a bug and keeps its stack. */
import { HomeTaken } from '../src/embedded/home/lock.ts';
import { messageOf, Refusal, StoreAway } from '../src/kernel/errors.ts';
import { ArchiveRefused } from '../src/platform/backup/archive.ts';
import { RestoreRefused } from '../src/platform/backup/load.ts';
import { ConfigError } from '../src/platform/config.ts';
import { CommandError } from './tower-access.ts';

const ours = [CommandError, ConfigError, Refusal, StoreAway, HomeTaken, ArchiveRefused, RestoreRefused];

/** Node tells how to write a value that begins with a dash; who mistyped an option wants to know which. */
const toldOfArguments = (message: string, usage: string): string => {
  const option = /^Unknown option '([^']+)'/.exec(message)?.[1];
  return `${option === undefined ? message : `there is no option ${option}`}${usage === '' ? '' : `\n${usage}`}`;
};

/** What to tell of an error that was to be expected; undefined of any other. `usage` is added where the arguments are at fault. */
export const toldOf = (error: unknown, usage = ''): string | undefined => {
  if (ours.some((kind) => error instanceof kind)) return messageOf(error);
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return undefined;
  if (error.code.startsWith('ERR_PARSE_ARGS')) return toldOfArguments(error.message, usage);
  if (error.code === 'ENOENT' && 'path' in error) return `there is no file ${error.path}`;
  // The system's codes and those of the stores; Node's own (ERR_...) are of calls that we made wrongly.
  return error.code.startsWith('ERR_') ? undefined : error.message || error.code;
};
