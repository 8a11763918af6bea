/**
 * The product with one of its rules taken away: the negative controls of this bench. Each is a change of one source text,
 * made while the tower under test loads it (`mutant-hook.ts`), and each must turn a run red for the reason it names.
 */
import { join } from 'node:path';
import type { Fault, FaultKind } from './schedule.ts';

const root = join(import.meta.dirname, '../../..');

export type Mutant = {
  /** The rule that is gone. */
  about: string;
  /** From the root of the project. */
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
  /** The faults under which the rule matters. */
  faults: readonly Fault[];
  /** What the run must find. */
  finds: RegExp;
};

const fault = (kind: FaultKind, at: number, lasts = 0): Fault => ({
  step: at,
  kind,
  at: at * 1_000,
  lasts: lasts * 1_000,
});
/** The log stands, and no store is away. */
const noWorker = [fault('stop-worker', 5, 25), fault('stop-worker-2', 5, 25)];

export const mutants: Readonly<Record<string, Mutant>> = {
  'engine-is-poison': {
    about: 'whatever the engine answers is taken for the fault of the events, as it was once',
    file: 'analytics/src/engine/error.ts',
    from: "error instanceof ClickHouseError && aboutValues.has(error.code) ? 'values' : 'engine'",
    to: "'values'",
    faults: [fault('disk-full', 5, 12)],
    finds: /missing from ClickHouse|messages in the Trash/,
  },
  'position-first': {
    about: 'a fact table moves its position before the rows are stored',
    file: 'backend/src/contexts/insights/facts/feeding.ts',
    from: '    await takeBatch(feeding.world, cursor, read.events);\n    await moveTo(platform, cursor.lease, read.through);\n',
    to: '    await moveTo(platform, cursor.lease, read.through);\n    await takeBatch(feeding.world, cursor, read.events);\n',
    faults: [fault('kill-clickhouse', 5), fault('kill-clickhouse', 12)],
    finds: /missing from ClickHouse/,
  },
  'naive-cursor': {
    about: 'the sequencer does not wait for transactions that are still open',
    file: 'backend/src/platform/log/sequencer.ts',
    from: 'AND e.tx < pg_snapshot_xmin(pg_current_snapshot())\n    ORDER BY e.tx, e.id LIMIT',
    to: '\n    ORDER BY e.tx, e.id LIMIT',
    faults: [fault('stop-postgres-backend', 5, 4), fault('stop-postgres-backend', 14, 4)],
    finds: /not dense|unplaced/,
  },
  'answer-first': {
    about: 'a webhook is acknowledged before it is stored',
    file: 'backend/src/platform/inbox.ts',
    from: '    const reply = await lane.submit(message);\n',
    to: "    void lane.submit(message).catch(() => undefined);\n    const reply = { outcome: 'recorded', recorded: 0, duplicates: 0, waiting: 0, trashed: 0 } as const;\n",
    faults: [fault('kill-postgres', 5), fault('kill-api', 12), fault('kill-postgres', 19)],
    finds: /acknowledged scan lost/,
  },
  'health-of-stores': {
    about: 'health asks the stores and nothing else',
    file: 'backend/src/platform/vitals/judge.ts',
    from: '[ofStores, ofLog, ofSubscribers, ofWork, ofProcesses, ofComparisons].flatMap',
    to: '[ofStores].flatMap',
    faults: noWorker,
    finds: /said to be well: health/,
  },
  'wall-always-live': {
    about: 'walls are not told that the log behind them stands',
    file: 'backend/src/platform/live/standing.ts',
    from: 'const [standing, since] = reason(now) ?? [null, null];',
    to: 'const [standing, since] = (reason(-1_000_000), [null, null]);',
    faults: noWorker,
    finds: /said to be well: wall/,
  },
  'deaf-connections': {
    about: 'nobody listens to a connection that breaks in somebody’s hands',
    file: 'backend/src/platform/database/pool.ts',
    from: "  pool.on('connect', (client) => void client.on('error', unheard));\n",
    to: '',
    faults: [fault('kill-postgres', 5), fault('kill-postgres', 14)],
    finds: /ended by itself/,
  },
  'frames-with-a-gap': {
    about: 'a page is told one event less than its frame covers',
    file: 'backend/src/platform/live/following.ts',
    from: 'to: position, events: events.map(thin), log: log() });\n    group.told',
    to: 'to: position, events: events.map(thin).slice(1), log: log() });\n    group.told',
    faults: [fault('kill-redis', 5)],
    finds: /was never told/,
  },
};

/** The source of a module as the mutant has it; undefined for the modules that it leaves alone. */
export const mutated = ({ file, from, to }: Mutant, url: string, source: string): string | undefined => {
  if (!url.endsWith(`/${file}`)) return undefined;
  if (source.split(from).length !== 2) throw new Error(`the text of a mutant does not stand once in ${file}`);
  return source.replace(from, () => to);
};

/** The file of a mutant, to be read. */
export const fileOf = ({ file }: Mutant): string => join(root, file);

/** The environment in which a process and its children are the mutant. */
export const mutantEnvironment = (name: string): Record<string, string> => ({
  CHAOS_MUTANT: name,
  NODE_OPTIONS: `--import=${join(import.meta.dirname, 'mutant-hook.ts')}`,
});
