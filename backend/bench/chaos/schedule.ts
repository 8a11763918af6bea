/**
 * Which faults a run brings, and when: all of it follows from the seed before anything starts, so that a red run can be
 * repeated. Pure.
 */
import { type Random, randomOf } from '../../src/sandbox/random.ts';

/** `api-2` and `worker-2` are the second ones, which run outside the supervisor as in production. */
export const processes = [
  'api',
  'api-2',
  'worker',
  'worker-2',
  'clickhouse',
  'redis',
  'postgres',
  'postgres-backend',
  'supervisor',
] as const;
export type ProcessName = (typeof processes)[number];

export const disturbances = [
  'disk-reserve',
  'disk-full',
  'redis-emptied',
  'transaction-idle',
  'transaction-active',
  'transaction-chatty',
] as const;
export type Disturbance = (typeof disturbances)[number];

/** `stop-postmaster`: new connections wait while those that are open go on; `stop-postgres` stops all its processes. */
export type FaultKind = `kill-${ProcessName}` | `stop-${ProcessName}` | 'stop-postmaster' | Disturbance;

export const faultKinds: readonly FaultKind[] = [
  ...processes.flatMap((name): FaultKind[] => [`kill-${name}`, `stop-${name}`]),
  'stop-postmaster',
  ...disturbances,
];

/** One fault: `at` ms after the load began, for `lasts` ms. Those of one step overlap and are measured together. */
export type Fault = { step: number; kind: FaultKind; at: number; lasts: number };

/** Ranges in seconds. `calm` lies between the end of a step and the next, so that recovery can be measured alone. */
export type Pace = {
  first: number;
  calm: readonly [number, number];
  stop: readonly [number, number];
  disk: readonly [number, number];
  transaction: readonly [number, number];
};
export const unhurried: Pace = { first: 10, calm: [12, 20], stop: [1, 25], disk: [5, 20], transaction: [15, 40] };
/** For the short run of the test command. */
export const brisk: Pace = { first: 2, calm: [4, 6], stop: [2, 4], disk: [4, 5], transaction: [6, 8] };

export type ScheduleTask = { seed: number; seconds: number; kinds: readonly FaultKind[]; pace?: Pace };

/** The kinds that begin with one of the words of `--only`; all of them without it. Throws for a word that fits none. */
export const kindsOf = (only: string | undefined): FaultKind[] => {
  const words = only?.split(',').filter(Boolean) ?? [];
  const unknown = words.find((word) => !faultKinds.some((kind) => kind.startsWith(word)));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: no such fault; there are ${faultKinds.join(', ')}`);
  return faultKinds.filter((kind) => words.length === 0 || words.some((word) => kind.startsWith(word)));
};

const rangeOf = (kind: FaultKind, pace: Pace): readonly [number, number] => {
  if (kind.startsWith('stop-')) return pace.stop;
  if (kind.startsWith('disk-')) return pace.disk;
  return kind.startsWith('transaction-') ? pace.transaction : [0, 0];
};

/** Deals every kind once before any comes again, in an order of its own each time. */
const dealer = (kinds: readonly FaultKind[], random: Random): (() => FaultKind) => {
  let deck: FaultKind[] = [];
  return () => {
    if (deck.length === 0) deck = [...kinds];
    const kind = random.pick(deck);
    deck = deck.filter((one) => one !== kind);
    return kind;
  };
};

const ms = (seconds: number): number => Math.round(seconds * 1_000);

/** Roughly every third step is a pair; a step that would not end before `seconds` is left out, with those after it. */
export const scheduleOf = ({ seed, seconds, kinds, pace = unhurried }: ScheduleTask): Fault[] => {
  const random = randomOf('chaos', seed);
  const deal = dealer(kinds, random);
  const faults: Fault[] = [];
  let from = ms(pace.first);
  for (let step = 1; ; step++) {
    const first = deal();
    const second = random.chance(0.35) ? deal() : undefined;
    const lasts = ms(random.between(...rangeOf(first, pace)));
    const made: Fault[] = [{ step, kind: first, at: from, lasts }];
    if (second !== undefined && second !== first)
      made.push({
        step,
        kind: second,
        at: from + Math.round(random.between(0, Math.min(Math.max(lasts, 1_000), 5_000))),
        lasts: ms(random.between(...rangeOf(second, pace))),
      });
    const end = Math.max(...made.map((fault) => fault.at + fault.lasts));
    const calm = ms(random.between(...pace.calm));
    if (end + calm > ms(seconds)) return faults;
    faults.push(...made);
    from = end + calm;
  }
};

/** A fault in words, as the schedule is printed. */
export const toldFault = ({ at, kind, lasts }: Pick<Fault, 'at' | 'kind' | 'lasts'>): string =>
  `${(at / 1_000).toFixed(1).padStart(6)} s  ${kind}${lasts > 0 ? ` for ${(lasts / 1_000).toFixed(1)} s` : ''}`;
