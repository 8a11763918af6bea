/** Processes of the tower under test, told apart from everybody else's: nothing is signalled that does not belong to its home. */
import { readFileSync, readlinkSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

const folderOf = (pid: number): string => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
};

/** True for a running process that was started for `home`: its command, environment or working folder says so. */
export const belongsTo = (home: string, pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 1) return false;
  const command = read(`/proc/${pid}/cmdline`);
  if (command === '') return false;
  return [command, read(`/proc/${pid}/environ`), folderOf(pid)].some((text) => text.includes(home));
};

/** The processes that a process has started and that run now. */
export const childrenOf = (pid: number): number[] =>
  read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);

/** Sends a signal to a process of the home; false when there is no such process (any more). */
export const signal = (home: string, pid: number | undefined, name: NodeJS.Signals): boolean => {
  if (pid === undefined || !belongsTo(home, pid)) return false;
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
};
