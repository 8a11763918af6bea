/** Working time, paces, projected completion and risks against what docs/floor.md computes by hand. */
import { shift } from '@gantry/shared/events/inventory/places';
import { describe, expect, it } from 'vitest';
import { paceOf, paceWindow, packedBy, rateOf, risksOf, type Work, yardOf } from './pace.ts';
import { dayBegan, type Hours, nextCutoff, workedBefore, workingFrom } from './working-time.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number | null | undefined): string | null | undefined =>
  ms === null || ms === undefined ? ms : new Date(ms).toISOString().replace(':00.000Z', 'Z');
const hour = 3_600_000;
const weekdays = [1, 2, 3, 4, 5];
const hoursOf = (
  shifts: [number[], string, string][],
  cutoffs: [string | null, number[], string][] = [],
  timeZone = 'Europe/Madrid',
): Hours => ({
  timeZone,
  shifts: shifts.map(([days, from, to]) => shift.parse({ days, from, to })),
  cutoffs: cutoffs.map(([carrier, days, time]) => ({ carrier, days, at: time })),
});
const spans = (hours: Hours, now: string) =>
  paceWindow(hours, at(now)).map(({ from, to }) => `${iso(from)} ${iso(to)}`);

/** Madrid keeps UTC+1 in winter: 06:00 to 14:00 and 14:00 to 22:00 are 05:00 to 21:00 UTC, from Monday to Friday. */
const twoShifts = hoursOf([
  [weekdays, '06:00', '14:00'],
  [weekdays, '14:00', '22:00'],
]);
const always = hoursOf([]);

describe('the last 60 working minutes', () => {
  it('are the last hour within a shift, over a change of shifts, and where there are no shifts', () => {
    expect(spans(twoShifts, '2026-11-27T10:30:00Z')).toEqual(['2026-11-27T09:30Z 2026-11-27T10:30Z']);
    expect(spans(twoShifts, '2026-11-27T13:20:00Z')).toEqual([
      '2026-11-27T13:00Z 2026-11-27T13:20Z',
      '2026-11-27T12:20Z 2026-11-27T13:00Z',
    ]);
    expect(spans(always, '2026-11-29T10:30:00Z')).toEqual(['2026-11-29T09:30Z 2026-11-29T10:30Z']);
  });
  it('go on before a break, a night and a weekend', () => {
    const withBreak = hoursOf([
      [weekdays, '08:00', '12:00'],
      [weekdays, '13:00', '17:00'],
    ]);
    // 13:20 in Madrid: twenty minutes of the afternoon, forty of the morning.
    expect(spans(withBreak, '2026-11-27T12:20:00Z')).toEqual([
      '2026-11-27T12:00Z 2026-11-27T12:20Z',
      '2026-11-27T10:20Z 2026-11-27T11:00Z',
    ]);
    // Monday 06:15: a quarter of an hour of Monday, three of Friday evening.
    expect(spans(twoShifts, '2026-11-30T05:15:00Z')).toEqual([
      '2026-11-30T05:00Z 2026-11-30T05:15Z',
      '2026-11-27T20:15Z 2026-11-27T21:00Z',
    ]);
    // On Sunday nobody works: all of it is Friday's.
    expect(spans(twoShifts, '2026-11-29T12:00:00Z')).toEqual(['2026-11-27T20:00Z 2026-11-27T21:00Z']);
  });
  it('are counted where the clock skips and repeats hours', () => {
    const nights = hoursOf([[[6], '22:00', '06:00']]);
    // From Saturday 22:00 to Sunday 06:00 there are seven hours when summer time begins, and nine when it ends.
    const long = (now: string) =>
      workedBefore(nights, at(now), 20 * hour).map(({ from, to }) => `${iso(from)} ${(to - from) / hour}`)[0];
    expect(long('2026-03-29T12:00:00Z')).toBe('2026-03-28T21:00Z 7');
    expect(long('2026-10-25T12:00:00Z')).toBe('2026-10-24T20:00Z 9');
    expect(long('2026-11-29T12:00:00Z')).toBe('2026-11-28T21:00Z 8');
  });
});

describe('working time ahead', () => {
  const until = (hours: Hours, now: string, amount: number) => iso(workingFrom(hours, at(now))(amount * hour));
  it('stops at the end of a shift and goes on with the next', () => {
    // 21:30 in Madrid: half an hour today, an hour from six on.
    expect(until(twoShifts, '2026-11-26T20:30:00Z', 1.5)).toBe('2026-11-27T06:00Z');
    expect(until(twoShifts, '2026-11-26T20:30:00Z', 0.5)).toBe('2026-11-26T21:00Z');
    // Friday 21:00, two hours: one on Friday, one on Monday.
    expect(until(twoShifts, '2026-11-27T20:00:00Z', 2)).toBe('2026-11-30T06:00Z');
    expect(until(always, '2026-11-27T20:00:00Z', 2)).toBe('2026-11-27T22:00Z');
    expect(until(twoShifts, '2026-11-28T12:00:00Z', 0)).toBe('2026-11-28T12:00Z');
  });
  it('goes on in a shift that began yesterday, through a night in which the clock jumps', () => {
    const nights = hoursOf([[[6, 7], '22:00', '06:00']]);
    // Sunday 00:30 in winter time; at 02:00 it is 03:00. Four hours on it is 05:30 by the clock, which is 03:30 UTC.
    expect(until(nights, '2026-03-28T23:30:00Z', 4)).toBe('2026-03-29T03:30Z');
    // 00:30 in summer time; at 03:00 it is 02:00. Four hours on it is 03:30 by the clock, which is 02:30 UTC.
    expect(until(nights, '2026-10-24T22:30:00Z', 4)).toBe('2026-10-25T02:30Z');
    // One more than is left of it ends in the next night.
    expect(until(nights, '2026-10-24T22:30:00Z', 7.5)).toBe('2026-10-25T22:00Z');
  });
  it('counts an hour once where a skipped one makes two shifts overlap', () => {
    const odd = hoursOf([
      [[7], '00:00', '02:30'],
      [[7], '03:00', '05:00'],
    ]);
    // 02:30 is never shown and read as 03:30: the first ends at 01:30 UTC, the second is 01:00 to 03:00 UTC.
    expect(until(odd, '2026-03-28T12:00:00Z', 4)).toBe('2026-03-29T03:00Z');
    expect(
      workedBefore(odd, at('2026-03-29T12:00:00Z'), 4 * hour).map(({ from, to }) => `${iso(from)} ${iso(to)}`),
    ).toEqual(['2026-03-29T01:00Z 2026-03-29T03:00Z', '2026-03-28T23:00Z 2026-03-29T01:00Z']);
  });
  it('ends within a year, however much there is to do', () => {
    expect(until(twoShifts, '2026-11-27T10:00:00Z', 1e9)).toBe('2027-11-28T10:00Z');
    expect(until(always, '2026-11-27T10:00:00Z', 1e9)).toBe('2027-11-28T10:00Z');
  });
});

describe('the next cutoff', () => {
  const hours = hoursOf(
    [],
    [
      ['acme', weekdays, '16:30'],
      ['bolt', weekdays, '18:00'],
      [null, [1, 3], '12:00'],
    ],
  );
  const next = (now: string, carrier: string | null) => {
    const found = nextCutoff(hours, at(now), carrier);
    return found && `${found.carrier} ${iso(found.at)}`;
  };
  it('is the earliest of the carrier or of any, after now', () => {
    // Friday: 16:30 is 15:30 UTC.
    expect(next('2026-11-27T10:00:00Z', null)).toBe('acme 2026-11-27T15:30Z');
    expect(next('2026-11-27T15:29:59Z', 'acme')).toBe('acme 2026-11-27T15:30Z');
    expect(next('2026-11-27T15:30:00Z', null)).toBe('bolt 2026-11-27T17:00Z');
    // After Friday's last there is Monday's first, which is of any carrier.
    expect(next('2026-11-27T17:30:00Z', 'bolt')).toBe('null 2026-11-30T11:00Z');
    expect(next('2026-11-30T12:00:00Z', 'bolt')).toBe('bolt 2026-11-30T17:00Z');
    expect(next('2026-11-27T10:00:00Z', 'other')).toBe('null 2026-11-30T11:00Z');
    expect(nextCutoff(hoursOf([]), at('2026-11-27T10:00:00Z'), null)).toBeNull();
  });
  it('is by the clock of the warehouse, also on the day that clock jumps', () => {
    const sunday = hoursOf([], [[null, [7], '16:30']]);
    expect(iso(nextCutoff(sunday, at('2026-03-28T12:00:00Z'), null)?.at)).toBe('2026-03-29T14:30Z');
    expect(iso(nextCutoff(sunday, at('2026-10-24T12:00:00Z'), null)?.at)).toBe('2026-10-25T15:30Z');
    const york = hoursOf([], [[null, [5], '23:30']], 'America/New_York');
    expect(iso(nextCutoff(york, at('2026-11-28T03:00:00Z'), null)?.at)).toBe('2026-11-28T04:30Z');
  });
  it('a day begins by the clock of the warehouse', () => {
    expect(iso(dayBegan(at('2026-11-27T23:30:00Z'), 'Europe/Madrid'))).toBe('2026-11-27T23:00Z');
    expect(iso(dayBegan(at('2026-11-27T22:30:00Z'), 'Europe/Madrid'))).toBe('2026-11-26T23:00Z');
  });
});

describe('a station', () => {
  // Friday 15:00 in Madrid; the carrier comes at 16:30.
  const now = at('2026-11-27T14:00:00Z');
  const hours = { ...twoShifts, cutoffs: hoursOf([], [[null, weekdays, '16:30']]).cutoffs };
  const pace = (remaining: number, units: number, orders = 4) => {
    const { projectedAt, nextCutoff: next, ...rest } = paceOf(yardOf(hours, now), remaining, { units, orders });
    return { ...rest, projectedAt: iso(projectedAt), cutoff: iso(next?.at) };
  };
  it('is done when its remaining units are packed at its pace', () => {
    // 60 units at 40 an hour are an hour and a half: 16:30, in time to the minute.
    expect(pace(60, 40)).toEqual({
      remainingUnits: 60,
      unitsPerHour: 40,
      ordersPerHour: 4,
      projectedAt: '2026-11-27T15:30Z',
      cutoff: '2026-11-27T15:30Z',
      atRisk: false,
    });
    // One more takes a minute and a half more.
    expect(pace(61, 40)).toMatchObject({ projectedAt: '2026-11-27T15:31:30.000Z', atRisk: true });
    // 300 at 40: seven and a half hours. Seven until 22:00, half an hour on Monday.
    expect(pace(300, 40)).toMatchObject({ projectedAt: '2026-11-30T05:30Z', atRisk: true });
  });
  it('without a pace is done at a time that nobody knows, unless nothing is left', () => {
    expect(pace(10, 0)).toMatchObject({ unitsPerHour: null, ordersPerHour: null, projectedAt: null, atRisk: null });
    expect(pace(10, -2)).toMatchObject({ unitsPerHour: null, projectedAt: null });
    expect(pace(0, 0)).toMatchObject({ projectedAt: '2026-11-27T14:00Z', atRisk: false });
    expect(paceOf(yardOf(twoShifts, now), 10, { units: 10, orders: 1 })).toMatchObject({
      nextCutoff: null,
      atRisk: null,
    });
    expect(rateOf(0)).toBeNull();
    expect(packedBy(yardOf(always, now), 1, 7)).toBe(now + Math.ceil(hour / 7));
  });
});

describe('a fulfillment order', () => {
  // Friday 15:00 in Madrid. Carriers come at 16:30 (acme) and 18:00 (bolt).
  const now = at('2026-11-27T14:00:00Z');
  const hours = {
    ...twoShifts,
    cutoffs: hoursOf(
      [],
      [
        ['acme', weekdays, '16:30'],
        ['bolt', weekdays, '18:00'],
      ],
    ).cutoffs,
  };
  const one = (fulfillmentId: string, remaining: number, change: Partial<Work> = {}): Work => ({
    fulfillmentId,
    warehouse: 'mad',
    station: 'one',
    shipBy: null,
    rank: 2,
    remaining,
    carriers: [],
    ...change,
  });
  const rates = { stations: new Map([['one', 40]]), warehouses: new Map([['mad', 60]]) };
  const risks = (work: Work[], known = rates) =>
    Object.fromEntries(
      [...risksOf(work, known, new Map([['mad', yardOf(hours, now)]]))].map(([id, { atRisk, dueAt, projectedAt }]) => [
        id,
        `${atRisk ? 'late' : 'fine'} ${iso(dueAt)} ${iso(projectedAt)}`,
      ]),
    );
  it('waits for what stands before it in the queue of its station', () => {
    const shipBy = at('2026-11-27T15:00:00Z');
    expect(
      risks([
        one('a', 20),
        one('b', 20, { rank: 0 }),
        one('c', 20, { shipBy }),
        one('d', 20, { shipBy: shipBy + hour }),
        one('e', 20),
      ]),
    ).toEqual({
      // 20 units take half an hour each. First what has a ship-by, the earlier first: 15:30 and 16:00 by the clock.
      c: 'fine 2026-11-27T15:00Z 2026-11-27T14:30Z',
      d: 'fine 2026-11-27T16:00Z 2026-11-27T15:00Z',
      // Then the urgent one, to the minute of the cutoff; the others, by id, are late for it.
      b: 'fine 2026-11-27T15:30Z 2026-11-27T15:30Z',
      a: 'late 2026-11-27T15:30Z 2026-11-27T16:00Z',
      e: 'late 2026-11-27T15:30Z 2026-11-27T16:30Z',
    });
  });
  it('without a station waits in the queue of its whole warehouse', () => {
    // 30 + 45 units at 60 an hour: an hour and a quarter, fine for 16:30. Ten more of the station come after it.
    expect(risks([one('a', 30), one('b', 45, { station: null }), one('c', 10)])).toEqual({
      a: 'fine 2026-11-27T15:30Z 2026-11-27T14:45Z',
      b: 'fine 2026-11-27T15:30Z 2026-11-27T15:15Z',
      c: 'fine 2026-11-27T15:30Z 2026-11-27T15:00Z',
    });
    expect(risks([one('a', 30), one('b', 61, { station: null })]).b).toBe('late 2026-11-27T15:30Z 2026-11-27T15:31Z');
  });
  it('with a label is due when its own carrier comes', () => {
    expect(risks([one('a', 80, { carriers: ['bolt'] })])).toEqual({ a: 'fine 2026-11-27T17:00Z 2026-11-27T16:00Z' });
    expect(risks([one('a', 80, { carriers: ['acme', 'bolt'] })])).toEqual({
      a: 'late 2026-11-27T15:30Z 2026-11-27T16:00Z',
    });
  });
  it('is late once its due has passed, packed or not, and where nobody packs only then', () => {
    const nobody = { stations: new Map<string, number>(), warehouses: new Map<string, number>() };
    const past = { shipBy: at('2026-11-27T13:59:00Z') };
    expect(risks([one('a', 5, past), one('b', 5), one('c', 0, past), one('d', 0)], nobody)).toEqual({
      a: 'late 2026-11-27T13:59Z null',
      b: 'fine 2026-11-27T15:30Z null',
      c: 'late 2026-11-27T13:59Z 2026-11-27T14:00Z',
      d: 'fine 2026-11-27T15:30Z 2026-11-27T14:00Z',
    });
  });
  it('that nothing is due of, or whose warehouse nobody knows, has no risk', () => {
    expect(risksOf([one('a', 5)], rates, new Map([['mad', yardOf(twoShifts, now)]]))).toEqual(new Map());
    expect(risksOf([one('a', 5)], rates, new Map())).toEqual(new Map());
  });
});
