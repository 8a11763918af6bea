/** The processes of a tower that are our own: kept running, each noted for the next start and in the tower's file. */
import { join } from 'node:path';
import { adopt } from '../../src/embedded/adopt.ts';
import { endOrphan } from '../../src/embedded/home/book.ts';
import type { ClaimedHome } from '../../src/embedded/home/claim.ts';
import { type Child, startChild } from './child.ts';

const source = join(import.meta.dirname, '../../src');

export type ChildPlan = {
  name: string;
  entry: string;
  env(): Record<string, string>;
  announces: boolean;
  /** What one that a killed tower left must be to be adopted: the same by its mark, on a port that will do. */
  adopts?: { mark: string; onPort(port: number): boolean };
};
export type Family = ReturnType<typeof openFamily>;

type Hearing = { tell(text: string): void; onChange(): void };

/** Starts a child, or adopts the one that is there; `note` is told of each of its processes. */
const startMember = (
  { home, survivors }: ClaimedHome,
  { adopts, ...plan }: ChildPlan,
  { tell, note }: { tell(text: string): void; note(pid: number, port: number | undefined): void },
): Child => {
  const { name } = plan;
  const left = survivors[name];
  const logFile = join(home, 'logs', `${name}.log`);
  let port = left?.port;
  const willDo = adopts && port !== undefined && adopts.onPort(port);
  const adoption = { name, mark: willDo ? adopts.mark : '', protocol: 'http', port: port ?? 0, logFile, tell } as const;
  const child = startChild({
    ...plan,
    entry: join(source, plan.entry),
    logFile,
    adopt: left && (() => adopt(left, adoption)),
    port,
    onSpawn: (pid) => note(pid, port),
    tell,
  });
  const listens = (where: number): void => {
    port = where;
    if (child.pid) note(child.pid, port);
  };
  child.ready.then(listens, () => undefined);
  return child;
};

export const openFamily = (claimed: ClaimedHome, { tell, onChange }: Hearing) => {
  const { book, survivors } = claimed;
  const children = new Map<string, Child>();
  return {
    start: (plan: ChildPlan): Child => {
      const note = (pid: number, port: number | undefined): void => {
        book.note(plan.name, pid, { mark: plan.adopts?.mark, port });
        setImmediate(onChange);
      };
      const child = startMember(claimed, plan, { tell, note });
      children.set(plan.name, child);
      return child;
    },
    pids: (): Record<string, number> => Object.fromEntries([...children].map(([name, { pid }]) => [name, pid ?? 0])),
    stop: async (): Promise<void> => {
      await Promise.all([...children.values()].map((child) => child.stop()));
      children.clear();
      // Those that nobody came to adopt or end.
      await Promise.all(['api', 'worker'].map((name) => survivors[name] && endOrphan(name, survivors[name])));
    },
  };
};
