/**
 * Drives the world: brings the past into the tower, then sends everything when it falls due, for as long as it is let.
 * It survives the tower's restarts and its own: what was sent is remembered, and sending it again changes nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Agenda, createAgenda, type Entry } from './agenda.ts';
import { forgetOldDays, loadAgenda, loadDay } from './backfill.ts';
import type { Dials } from './dials.ts';
import { type Player, play, scriptOf } from './play.ts';
import { dayIn, enter, type State } from './state.ts';
import { type WorldClock, waitOn } from './time.ts';
import { type Tower, TowerRefusal } from './tower.ts';
import { dayOf } from './world.ts';

export type DriveLog = { info(facts: object, text: string): void; warn(facts: object, text: string): void };
export type DriveOptions = {
  tower: Tower;
  state: State;
  dials: Dials;
  clock: WorldClock;
  signal: AbortSignal;
  log: DriveLog;
  save: (state: State) => void;
  /** Where the tower can ask the carriers with real formats. */
  carrierOrigin?: string | undefined;
  /** Hours of past brought in on a first start, and how many parcels of it a real second. */
  backfillHours: number;
  backfillPerSecond: number;
};

type Drive = DriveOptions & {
  player: Player;
  agenda: Agenda;
  /** Being sent now. */
  active: Set<Entry>;
  /** Of the past: at once, and then little by little. */
  first: Entry[];
  rest: Entry[];
  tokens: number;
  tokensAt: number;
  lastDay: number;
  wake: () => void;
};

const atOnce = 12;
const backfillAtOnce = 4;
const firstParcels = 150;
const afterFailureMs = 5000;
const hour = 3_600_000;

const timeOf = (drive: Drive): number => drive.clock.now().getTime();

/** Saves how far everything has surely been sent: no entered parcel has anything older left. */
const settle = (drive: Drive): void => {
  let cursor = Math.min(timeOf(drive), (drive.agenda.peek()?.due ?? Number.POSITIVE_INFINITY) - 1);
  for (const entry of drive.active) if (entry.through !== null) cursor = Math.min(cursor, entry.through);
  drive.state.cursor = cursor;
  drive.save(drive.state);
};

/** Sends what is due of a parcel and notes when it is due again. A refusal is told and not repeated. */
const sendDue = async (drive: Drive, entry: Entry): Promise<void> => {
  const now = timeOf(drive);
  const record = dayIn(drive.state, entry.day, drive.dials.perDay);
  const { plan, sendings } = scriptOf(drive.player, entry.day, { n: entry.n, perDay: record.perDay });
  const through = entry.through ?? Number.NEGATIVE_INFINITY;
  const due = sendings.filter((sending) => sending.at > through && sending.at <= now);
  try {
    const orderId = await play(drive.player, plan, { sendings: due, now });
    drive.state.witness ??= orderId;
  } catch (error) {
    if (!(error instanceof TowerRefusal)) throw error;
    drive.log.warn({ parcel: plan.key, status: error.status, problem: error.message }, 'refused');
  }
  enter(record, entry.n);
  const next = sendings.find((sending) => sending.at > now);
  if (next) drive.agenda.push({ ...entry, due: next.at, through: now });
};

/** Starts an entry. What fails for another reason than a refusal stays active for a while and is then due again. */
const start = (drive: Drive, entry: Entry): void => {
  drive.active.add(entry);
  sendDue(drive, entry)
    .catch(async (error: unknown) => {
      if (!drive.signal.aborted) drive.log.warn({ problem: String(error) }, 'put off');
      await sleep(afterFailureMs, undefined, { signal: drive.signal }).catch(() => {});
      drive.agenda.push(entry);
    })
    .finally(() => {
      drive.active.delete(entry);
      drive.wake();
    });
};

/** Parcels of the past enter at a bounded rate, so that the machine stays usable. */
const startPast = (drive: Drive): void => {
  for (let entry = drive.first[0]; entry && drive.active.size < atOnce; entry = drive.first[0]) {
    drive.first.shift();
    start(drive, entry);
  }
  const now = performance.now();
  const earned = ((now - drive.tokensAt) / 1000) * drive.backfillPerSecond;
  drive.tokens = Math.min(Math.max(1, drive.backfillPerSecond), drive.tokens + earned);
  drive.tokensAt = now;
  while (drive.first.length === 0 && drive.tokens >= 1 && drive.active.size < backfillAtOnce) {
    const entry = drive.rest.shift();
    if (!entry) return;
    drive.tokens--;
    start(drive, entry);
  }
};

/** Starts everything that may start now; answers the world milliseconds until there may be more. */
const advance = (drive: Drive): number => {
  const { agenda, clock } = drive;
  const now = timeOf(drive);
  while (drive.lastDay < dayOf(now + hour)) {
    for (const entry of loadDay(drive.state, ++drive.lastDay, drive.dials.perDay)) agenda.push(entry);
    forgetOldDays(drive.state, now);
  }
  while (drive.active.size < atOnce && (agenda.peek()?.due ?? Number.POSITIVE_INFINITY) <= now) {
    const entry = agenda.pop();
    if (entry) start(drive, entry);
  }
  startPast(drive);
  if (drive.active.size >= atOnce) return 1000 * clock.speed;
  const untilDue = (agenda.peek()?.due ?? Number.POSITIVE_INFINITY) - now;
  const untilToken = drive.rest.length > 0 ? (1000 / drive.backfillPerSecond) * clock.speed : 1000 * clock.speed;
  return Math.min(untilDue, untilToken);
};

const prepare = async (options: DriveOptions): Promise<Drive> => {
  const { tower, state, dials, clock, backfillHours } = options;
  const now = clock.now().getTime();
  const { later, first, rest } = await loadAgenda(state, { now, backfillHours, firstParcels, dials });
  const agenda = createAgenda();
  for (const entry of later) agenda.push(entry);
  options.log.info({ entered: later.length, first: first.length, rest: rest.length }, 'world loaded');
  const player: Player = {
    tower,
    seed: state.seed,
    dials,
    secrets: state.secrets,
    orderIds: new Map(),
    carrierOrigin: options.carrierOrigin,
  };
  const counters = { tokens: 0, tokensAt: performance.now(), lastDay: dayOf(now), wake: () => {} };
  return { ...options, player, agenda, active: new Set(), first, rest, ...counters };
};

/** Runs until the signal; then saves and returns. Connections must be configured before. */
export const drive = async (options: DriveOptions): Promise<void> => {
  const running = await prepare(options);
  const saver = setInterval(() => settle(running), 2000);
  try {
    while (!options.signal.aborted) {
      const woken = new Promise<void>((resolve) => {
        running.wake = resolve;
      });
      await waitOn(options.clock, advance(running), { woken, signal: options.signal });
    }
  } finally {
    clearInterval(saver);
    settle(running);
  }
};
