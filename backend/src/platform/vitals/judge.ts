/**
 * Whether the tower is well: every figure has a limit, and whatever is beyond its own is a trouble, told in words and
 * figures. Pure, so that each rule is tested by itself.
 */
import type { SystemFigures, Trouble } from '@gantry/shared/api/system';
import { describeHold, inSeconds } from './horizon.ts';

/** What is judged: the figures, and what other processes and this one say. */
export type Figures = Omit<SystemFigures, 'state' | 'troubles'>;

/**
 * Ten seconds are promised. Eight are allowed, so that nobody is told that all is well while a figure passes ten between
 * being measured and being read.
 */
export const behindLimitMs = 8_000;

/** `forMs`: for how long it has been so, where the figures say. */
export type Finding = { name: string; text: string; forMs: number | null };

const counted = (n: number, one: string, more: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : more}`;
const tooLong = (ms: number | null): ms is number => ms !== null && ms > behindLimitMs;

const awayText = ({ name, error }: Figures['stores'][number]): string => `${name} is away: ${error ?? 'no answer'}`;

const ofStores = ({ stores }: Figures): Finding[] =>
  stores.filter(({ ok }) => !ok).map((store) => ({ name: `store.${store.name}`, text: awayText(store), forMs: null }));

const ofLog = ({ log, horizon }: Figures): Finding[] => [
  ...(tooLong(log.oldestUnplacedMs)
    ? [
        {
          name: 'log',
          text: `${counted(log.unplaced ?? 0, 'event waits', 'events wait')} for a position, the oldest for ${inSeconds(log.oldestUnplacedMs)}`,
          forMs: log.oldestUnplacedMs,
        },
      ]
    : []),
  ...(tooLong(horizon.ageMs) && horizon.holder
    ? [{ name: 'horizon', text: describeHold(horizon.holder, horizon.ageMs), forMs: horizon.ageMs }]
    : []),
];

const ofSubscribers = ({ subscribers }: Figures): Finding[] =>
  subscribers.flatMap(({ name, behind, behindMs, waitingFor }) =>
    tooLong(behindMs)
      ? [
          {
            name: `subscriber.${name}`,
            text: `${name} is ${counted(behind ?? 0, 'event', 'events')} and ${inSeconds(behindMs)} behind${waitingFor === null ? '' : ` and waits: ${waitingFor}`}`,
            forMs: behindMs,
          },
        ]
      : [],
  );

const ofWork = ({ queues, inbox }: Figures): Finding[] => [
  ...queues.flatMap(({ job, due, oldestDueMs }) =>
    tooLong(oldestDueMs)
      ? [
          {
            name: `job.${job}`,
            text: `${counted(due, 'job is', 'jobs are')} due: ${job}, the oldest for ${inSeconds(oldestDueMs)}`,
            forMs: oldestDueMs,
          },
        ]
      : [],
  ),
  ...(tooLong(inbox.oldestMs)
    ? [
        {
          name: 'inbox',
          text: `${counted(inbox.deferred ?? 0, 'message waits', 'messages wait')} to be recorded, the oldest for ${inSeconds(inbox.oldestMs)}`,
          forMs: inbox.oldestMs,
        },
      ]
    : []),
];

const ofProcesses = ({ processes, log }: Figures): Finding[] =>
  // While Postgres is away nobody can be heard of, which says nothing about them.
  log.head === null || processes.some(({ role }) => role === 'worker')
    ? []
    : [{ name: 'worker', text: 'No worker is alive', forMs: null }];

const ofComparisons = ({ verified }: Figures): Finding[] =>
  verified
    .filter(({ equal }) => equal === false)
    .map(({ name, detail }) => ({
      name: `verified.${name}`,
      text: `${name} differs from the log: ${detail}`,
      forMs: null,
    }));

/**
 * What a reader waits for: what it says itself or, before it has noticed, the store beside Postgres that it fills and that
 * does not answer.
 */
export const waitOf = (
  { name, behind, store }: { name: string; behind: number | null; store: string | undefined },
  { told, stores }: { told: readonly Trouble[]; stores: Figures['stores'] },
): string | null => {
  const said = told.find((trouble) => trouble.name === name);
  if (said) return said.text;
  const away = stores.find((one) => one.name === store && !one.ok);
  return away && behind !== null && behind > 0 ? awayText(away) : null;
};

/** What the figures themselves say is not well. A full disk is told by the processes that watch it, in `disk/rule.ts`'s words. */
export const findings = (figures: Figures): Finding[] =>
  [ofStores, ofLog, ofSubscribers, ofWork, ofProcesses, ofComparisons].flatMap((rule) => rule(figures));

/** What is found and what is told: a finding stands before what some process says under the same name. A disk that several watch is told once. */
export const troublesOf = (
  found: readonly Finding[],
  told: readonly Trouble[],
  sinceOf: (finding: Finding) => string,
): Trouble[] => {
  const names = new Set(found.map(({ name }) => name));
  const isAnew = ({ name }: Trouble, at: number): boolean =>
    !names.has(name) && !(name.startsWith('disk.') && told.findIndex((one) => one.name === name) < at);
  return [
    ...found.map((finding) => ({ name: finding.name, text: finding.text, since: sinceOf(finding), process: null })),
    ...told.filter(isAnew),
  ];
};
