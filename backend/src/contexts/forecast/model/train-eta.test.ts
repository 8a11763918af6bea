/** Training: what it may know, what it learns from waiting parcels, drift and the calendar, and that it is repeatable. */
import { describe, expect, it } from 'vitest';
import { day, diceOf, parcels } from '../../../../test/eta-world.ts';
import { estimateEta } from './estimate-eta.ts';
import { dayMs, type EtaHistoryRow } from './eta-model.ts';
import { publicHolidays } from './holidays.ts';
import { followPace } from './pace.ts';
import { firstTail, followHits, spreadAround, thinned, weighHope } from './spread.ts';
import { trainEta } from './train-eta.ts';

/** Every fact later than the moment replaced by another one, or taken away. */
const scrambled = (history: readonly EtaHistoryRow[], moment: number, seed: number): EtaHistoryRow[] => {
  const dice = diceOf(seed);
  return history.flatMap((row) => {
    if (row.enteredAt >= moment) return dice() < 0.5 ? [] : [{ ...row, carrier: 'x', deliveredAt: row.enteredAt + 1 }];
    if (row.deliveredAt === undefined || row.deliveredAt < moment) return [row];
    const { deliveredAt: _, ...open } = row;
    return [dice() < 0.5 ? open : { ...open, deliveredAt: moment + dice() * 90 * dayMs }];
  });
};

describe('given a history that goes on', () => {
  const history = parcels(100, 5, 11);

  it.each([1, 30, 90])('when the facts after day %i are scrambled, then the model of that day is the same', (count) => {
    const moment = day(count);
    const model = trainEta(history, moment);
    expect(trainEta(scrambled(history, moment, count), moment)).toEqual(model);
    const next = trainEta(history, moment + 2 * dayMs, { previous: model });
    const other = scrambled(history, moment + 2 * dayMs, count);
    expect(trainEta(other, moment + 2 * dayMs, { previous: model })).toEqual(next);
  });

  it('when rows contradict themselves, then they teach nothing', () => {
    const wrong = history
      .slice(0, 50)
      .map((row) => ({ ...row, parcel: `w${row.parcel}`, deliveredAt: row.enteredAt - 1 }));
    expect(trainEta([...history, ...wrong], day(90))).toEqual(trainEta(history, day(90)));
  });

  it('when the trees are young, then a nightly training keeps them and renews the rest', () => {
    const first = trainEta(history, day(90));
    const second = trainEta(history, day(91), { previous: first });
    const later = trainEta(history, day(90 + 15), { previous: second });
    expect(first.stages.picked_up?.members.length).toBeGreaterThan(0);
    expect(second.stages.picked_up?.members).toBe(first.stages.picked_up?.members);
    expect(second.stages.picked_up?.shipments).toBeGreaterThan(first.stages.picked_up?.shipments ?? 0);
    expect(later.stages.picked_up?.membersTrainedAt).toBe(day(105));
  });

  it('when parcels have slowed down of late, then the estimates follow within weeks', () => {
    const slowed = history.map((row) =>
      row.deliveredAt === undefined || row.enteredAt < day(70)
        ? row
        : { ...row, deliveredAt: row.enteredAt + 2 * (row.deliveredAt - row.enteredAt) },
    );
    const { deliveredAt: _, ...asked } = { ...history[0], stage: 'picked_up', enteredAt: day(100), now: day(100) };
    const usual = estimateEta(trainEta(history, day(100)), asked);
    const late = estimateEta(trainEta(slowed, day(100)), asked);
    expect(late.at - day(100)).toBeGreaterThan(1.4 * (usual.at - day(100)));
  });

  it('when parcels picked up before a weekend wait for it, then a Friday takes longer than a Monday', () => {
    const rows = parcels(77, 5, 5).map((row) => {
      const weekday = new Date(row.enteredAt).getUTCDay();
      return { ...row, deliveredAt: row.enteredAt + (weekday >= 5 ? 5 : 2) * dayMs };
    });
    const model = trainEta(rows, day(77));
    const monday = { ...rows[0], stage: 'picked_up', enteredAt: day(77), now: day(77), timeZone: 'Europe/Madrid' };
    const friday = { ...monday, enteredAt: day(81.5), now: day(81.5) };
    const { deliveredAt: _one, ...one } = monday;
    const { deliveredAt: _other, ...other } = friday;
    expect((estimateEta(model, one).at - day(77)) / dayMs).toBeLessThan(2.6);
    expect((estimateEta(model, other).at - day(81.5)) / dayMs).toBeGreaterThan(4);
  });
});

describe('given earlier estimates', () => {
  const misses = Array.from({ length: 200 }, (_, index) => ({
    parcel: `p${index}`,
    at: day(index / 10),
    said: 4,
    stayed: 2 + (index % 5),
    took: 2 + (index % 5),
  }));

  it('when nothing has been waited, then the spread is that of the outcomes; with waiting only longer ones count', () => {
    const fresh = spreadAround(misses, { said: 4, elapsed: 0, at: day(20) });
    expect(fresh.comparable).toBe(200);
    expect(fresh.at(0.5) * 4).toBeCloseTo(4, 5);
    const waited = spreadAround(misses, { said: 4, elapsed: 4, at: day(20) });
    expect(waited.comparable).toBe(80);
    expect(waited.at(0.01) * 4).toBeGreaterThan(4);
  });

  it('when many are still under way, then they count as not yet arrived', () => {
    const open = misses.map(({ took, ...miss }, index) =>
      index % 5 === 4 ? { ...miss, stayed: 3.5 } : { ...miss, took },
    );
    const spread = spreadAround(open, { said: 4, elapsed: 0, at: day(20) });
    const closed = spreadAround(
      open.filter((miss) => 'took' in miss),
      { said: 4, elapsed: 0, at: day(20) },
    );
    expect(spread.at(0.7)).toBeGreaterThan(closed.at(0.7));
  });

  it('when old ones never arrive, then they have no hope, young ones have', () => {
    const lost = { parcel: 'lost', at: day(0), said: 4, stayed: 90 };
    const young = { parcel: 'young', at: day(19), said: 4, stayed: 1 };
    const [dead, alive] = weighHope([lost, young, ...misses]);
    expect(dead?.hope).toBe(0);
    expect(alive?.hope).toBeGreaterThan(0.9);
  });

  it('when too many miss their interval it widens, when too few it narrows', () => {
    const narrow = misses.map((miss) => ({ ...miss, low: 3.5, high: 4.5 }));
    const wide = misses.map((miss) => ({ ...miss, low: 0, high: 9 }));
    expect(followHits(firstTail, narrow)).toBeLessThan(firstTail);
    expect(followHits(firstTail, wide)).toBeGreaterThan(firstTail);
    expect(followHits(firstTail, misses)).toBe(firstTail);
  });

  it('when there are very many, then the same few are kept each time', () => {
    const many = Array.from({ length: 9_000 }, (_, index) => ({
      parcel: `p${index}`,
      at: day(index / 100),
      said: 1,
      stayed: 1,
    }));
    const kept = thinned(many, day(90));
    expect(kept.length).toBeGreaterThan(700);
    expect(kept.length).toBeLessThanOrEqual(2_600);
    expect(thinned(kept, day(90))).toEqual(kept);
  });
});

describe('given stays in a stage', () => {
  it('when they end twice as fast as before, then the pace says so before the slow ones are in', () => {
    const stays = Array.from({ length: 900 }, (_, index) => {
      const enteredAt = day(index / 10);
      const lasts = (1 + (index % 7)) * (enteredAt < day(60) ? 1 : 0.5);
      return { enteredAt, outAt: enteredAt + lasts * dayMs, typical: 4 };
    });
    const paceAt = followPace(stays, day(90));
    expect(paceAt(day(55))).toBeGreaterThan(0.75);
    expect(paceAt(day(55))).toBeLessThan(1.25);
    expect(paceAt(day(75))).toBeGreaterThan(1.25);
  });
});

describe('given a country and a year', () => {
  it('then the holidays that hang on Easter and on weekdays fall right', () => {
    expect(publicHolidays('BR', [2018])).toEqual(
      expect.arrayContaining(['2018-02-12', '2018-02-13', '2018-03-30', '2018-05-31', '2018-09-07']),
    );
    expect(publicHolidays('US', [2026])).toEqual(expect.arrayContaining(['2026-05-25', '2026-11-26', '2026-01-19']));
    expect(publicHolidays('ZZ', [2026])).toEqual([]);
  });
});
