/**
 * `npx -y pnpm@12 start` is a chain of programs (npx, a shell, pnpm, a shell) with us at its end, and not every link hands
 * a signal on. Whoever ends the first one means us: so we end when any of the chain is gone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const launcher = /\b(npx|npm|pnpm)\b/;

type Ancestor = { parent: number; command: string };

const lookUp = (pid: number): Ancestor | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return { parent, command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') };
  } catch {
    return lookUpByPs(pid);
  }
};

const lookUpByPs = (pid: number): Ancestor | undefined => {
  try {
    const [parent = '', ...command] = execFileSync('ps', ['-o', 'ppid=,args=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return { parent: Number(parent), command: command.join(' ') };
  } catch {
    return undefined;
  }
};

/** The programs that launched us, nearest first: npx, pnpm and the shells between them, but no shell of a person's. */
export const launchersOf = (start: number, look: (pid: number) => Ancestor | undefined = lookUp): number[] => {
  const chain: { pid: number; launches: boolean }[] = [];
  for (let pid = start; pid > 1; ) {
    const ancestor = look(pid);
    if (!ancestor) break;
    const shell = /^(\S*\/)?(ba|da|z)?sh -c /.test(ancestor.command);
    const launches = launcher.test(ancestor.command) && !shell;
    if (!launches && !shell) break;
    chain.push({ pid, launches });
    pid = ancestor.parent;
  }
  // A shell counts when a launcher stands above it: one that somebody ran us from has none.
  const last = chain.findLastIndex(({ launches }) => launches);
  return chain.slice(0, last + 1).map(({ pid }) => pid);
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Calls `end` once when a launcher is gone. */
export const whenLaunchersEnd = (end: () => void): void => {
  const launchers = launchersOf(process.ppid);
  if (launchers.length === 0) return;
  const timer = setInterval(() => {
    if (launchers.every(isAlive)) return;
    clearInterval(timer);
    end();
  }, 300);
  timer.unref();
};
