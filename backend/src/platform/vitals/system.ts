/**
 * The figures of the whole tower, measured in one place for health, metrics and the system page: once for all who ask at
 * the same time. When Postgres is away they are what this process knows by itself.
 */
import type { ProcessFigures, SystemFigures, Trouble } from '@gantry/shared/api/system';
import type { Sql } from '../database.ts';
import type { Platform } from '../platform.ts';
import {
  createHorizonMemory,
  endsAfterMs,
  type HorizonMemory,
  type OpenTransaction,
  openTransactions,
} from './horizon.ts';
import { type Figures, type Finding, findings, troublesOf, waitOf } from './judge.ts';
import { measureLog, measureReaders, type Reader } from './log-figures.ts';
import { type Probe, probed } from './probes.ts';
import { type LivingProcess, livingProcesses } from './processes.ts';
import { measureInbox, measureQueues } from './work-figures.ts';

/** What there is to look at besides the log itself. */
export type Watched = {
  readers: readonly Reader[];
  /** The lane of each job. */
  lanes: ReadonlyMap<string, string>;
  /** Stores other than Postgres, which is measured itself. */
  probes: readonly Probe[];
};

export type System = {
  /** How the tower is. Never rejects; answers within some two seconds also when no store does. */
  figures(): Promise<SystemFigures>;
};

type Measured = Pick<Figures, 'log' | 'subscribers' | 'queues' | 'inbox'> & {
  open: OpenTransaction[];
  living: LivingProcess[];
};

/** Asked again within so long, the answer is the same. */
const keptMs = 500;

const measure = async (sql: Sql, { readers, lanes }: Watched): Promise<Measured> => {
  const [log, open, living, subscribers, queues, inbox] = await Promise.all([
    measureLog(sql),
    openTransactions(sql),
    livingProcesses(sql),
    measureReaders(sql, readers),
    measureQueues(sql, (job) => lanes.get(job) ?? null),
    measureInbox(sql),
  ]);
  return { log, open, living, subscribers: subscribers.map((one) => ({ ...one, waitingFor: null })), queues, inbox };
};

/** What remains to be said when Postgres does not answer. */
const unknown = ({ readers }: Watched): Measured => ({
  log: { head: null, headAgeMs: null, unplaced: null, oldestUnplacedMs: null },
  open: [],
  living: [],
  subscribers: readers.map(({ name }) => ({ name, position: null, behind: null, behindMs: null, waitingFor: null })),
  queues: [],
  inbox: { deferred: null, oldestMs: null },
});

const shownOf = ({ disks: _, verified: __, troubles: ___, ...process }: LivingProcess): ProcessFigures => process;

/** Each once, by name: several processes may see the same disk. The last one wins, which is the process itself. */
const byName = <Named extends { name: string }>(all: readonly Named[]): Named[] => [
  ...new Map(all.map((one) => [one.name, one])).values(),
];

const horizonOf = (
  { config }: Platform,
  open: readonly OpenTransaction[],
  held: ReadonlyMap<string, number>,
): Figures['horizon'] => {
  const [oldest] = open;
  if (oldest === undefined) return { ageMs: 0, holder: null };
  const { xid, ageMs: ownMs, isClient: _, ...holder } = oldest;
  const ageMs = held.get(xid) ?? ownMs;
  const limitMs = endsAfterMs(oldest, config.horizon);
  return { ageMs, holder, endsInMs: limitMs === null ? null : Math.max(0, limitMs - ageMs) };
};

const toldBy = ({ vitals }: Platform, others: readonly LivingProcess[]): Trouble[] => [
  ...vitals.troubles().map((one) => ({ ...one, process: vitals.process })),
  ...others.flatMap(({ id, troubles }) => troubles.map((one) => ({ ...one, process: id }))),
];

/** Says in this process's own name which stores it does not reach, so that the others tell it too. */
const tellStores = ({ vitals }: Platform, stores: Figures['stores']): void => {
  for (const { name, ok, error } of stores)
    vitals.tell(`store.${name}`, ok ? null : `${name} is away: ${error ?? 'no answer'}`);
};

type Look = { measured: Measured | undefined; stores: Figures['stores'] };

const lookOnce = async ({ vitals }: Platform, watched: Watched): Promise<Look> => {
  let measured: Measured | undefined;
  const check = async (): Promise<void> => {
    measured = await measure(vitals.sql, watched);
  };
  const stores = await Promise.all([{ name: 'postgres', check }, ...watched.probes].map(probed));
  // What arrives after its store was given up for away is not told any more.
  return { measured: stores[0]?.ok ? measured : undefined, stores };
};

const composed = (
  platform: Platform,
  { measured, stores }: Look,
  { watched, memory }: { watched: Watched; memory: HorizonMemory },
): { figures: Figures; told: Trouble[] } => {
  const { vitals, clock } = platform;
  const { open, living, subscribers, ...known } = measured ?? unknown(watched);
  const now = clock.now();
  const others = living.filter(({ id }) => id !== vitals.process);
  const told = toldBy(platform, others);
  const storeOf = new Map(watched.readers.map(({ name, store }) => [name, store]));
  const surroundings = [...others, vitals.surroundings()];
  const held = memory.heldFor(open, now.getTime());
  const figures: Figures = {
    ...known,
    asOf: now.toISOString(),
    horizon: measured === undefined ? { ageMs: null, holder: null } : horizonOf(platform, open, held),
    subscribers: subscribers.map((one) => ({
      ...one,
      waitingFor: waitOf({ ...one, store: storeOf.get(one.name) }, { told, stores }),
    })),
    stores,
    disks: byName(surroundings.flatMap(({ disks }) => disks)),
    verified: byName(surroundings.flatMap(({ verified }) => verified)),
    processes: living.map(shownOf),
  };
  return { figures, told };
};

/** When each finding began, as far as this process has seen. */
const createBeginnings = () => {
  let known = new Map<string, string>();
  return (found: readonly Finding[], now: Date): ((finding: Finding) => string) => {
    const began = ({ name, forMs }: Finding): string =>
      forMs === null ? (known.get(name) ?? now.toISOString()) : new Date(now.getTime() - forMs).toISOString();
    known = new Map(found.map((finding) => [finding.name, began(finding)]));
    return ({ name }) => known.get(name) ?? now.toISOString();
  };
};

/** Opens the watching of a tower. Nothing is measured before somebody asks. */
export const openSystem = (platform: Platform, watched: Watched): System => {
  const memory = createHorizonMemory();
  const beginnings = createBeginnings();
  let looking: Promise<SystemFigures> | undefined;
  let last: { at: number; figures: SystemFigures } | undefined;

  const look = async (): Promise<SystemFigures> => {
    const at = Date.now();
    const seen = await lookOnce(platform, watched);
    tellStores(platform, seen.stores);
    const { figures, told } = composed(platform, seen, { watched, memory });
    const found = findings(figures);
    const troubles = troublesOf(found, told, beginnings(found, platform.clock.now()));
    const judged: SystemFigures = { ...figures, state: troubles.length === 0 ? 'well' : 'ill', troubles };
    last = { at, figures: judged };
    return judged;
  };

  return {
    figures: () => {
      if (last && Date.now() - last.at < keptMs) return Promise.resolve(last.figures);
      looking ??= look().finally(() => {
        looking = undefined;
      });
      return looking;
    },
  };
};
