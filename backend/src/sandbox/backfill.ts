/** In which order the past enters the tower on a first start, so that the wall is alive within seconds. */
import type { Entry } from './agenda.ts';
import type { Dials } from './dials.ts';
import { scriptOf } from './play.ts';
import { dayIn, hasEntered, type State } from './state.ts';
import { dayLength, dayOf, placedAtOf } from './world.ts';

export type Loaded = { later: Entry[]; first: Entry[]; rest: Entry[] };
export type LoadOptions = { now: number; backfillHours: number; firstParcels: number; dials: Dials };

const longestJourneyDays = 12;

const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** `count` entries spread evenly over a list, and the others in their order. */
const spread = (list: Entry[], count: number): { chosen: Entry[]; others: Entry[] } => {
  const step = Math.max(1, list.length / count);
  const picked = new Set(Array.from({ length: Math.min(count, list.length) }, (_, n) => Math.floor(n * step)));
  return { chosen: list.filter((_, n) => picked.has(n)), others: list.filter((_, n) => !picked.has(n)) };
};

/**
 * Goes through every parcel that can matter now. `later`: entered ones and coming ones, with what they send next.
 * `first`: some that are on the road now. `rest`: the others of the last hours, those on the road before those at home.
 */
export const loadAgenda = async (state: State, options: LoadOptions): Promise<Loaded> => {
  const { now, dials } = options;
  const oldest = now - options.backfillHours * 3_600_000;
  const moving: Entry[] = [];
  const done: Entry[] = [];
  const later: Entry[] = [];
  for (let day = dayOf(now) - longestJourneyDays; day <= dayOf(now); day++) {
    if (!state.days.has(day) && (day + 1) * dayLength < oldest) continue;
    const record = dayIn(state, day, dials.perDay);
    for (let n = 0; n < record.perDay; n++) {
      if (n % 200 === 0) await breathe();
      const entered = hasEntered(record, n);
      const placedAt = placedAtOf(day, n, record.perDay);
      if (placedAt > now) later.push({ due: placedAt, day, n, through: null });
      if (placedAt > now || (!entered && placedAt < oldest)) continue;
      const { sendings } = scriptOf({ seed: state.seed, dials }, day, { n, perDay: record.perDay });
      const through = entered ? (state.cursor ?? now) : null;
      const next = sendings.find((sending) => sending.at > (through ?? now));
      if (through !== null && next) later.push({ due: next.at, day, n, through });
      const onTheRoad = next !== undefined && sendings.some((one) => one.what === 'scan' && one.at < now);
      if (through === null) (onTheRoad ? moving : done).push({ due: placedAt, day, n, through });
    }
  }
  const { chosen, others } = spread(moving, options.firstParcels);
  return { later, first: chosen, rest: [...others.reverse(), ...done.reverse()] };
};

/** The coming parcels of a day that begins. */
export const loadDay = (state: State, day: number, perDay: number): Entry[] => {
  const record = dayIn(state, day, perDay);
  return Array.from({ length: record.perDay }, (_, n) => n)
    .filter((n) => !hasEntered(record, n))
    .map((n) => ({ due: placedAtOf(day, n, record.perDay), day, n, through: null }));
};

/** Days whose parcels have all come to their end are forgotten. */
export const forgetOldDays = (state: State, now: number): void => {
  for (const day of state.days.keys()) if (day < dayOf(now) - longestJourneyDays) state.days.delete(day);
};
