/** The past is thin, joins today smoothly, and is told at the tower's pace. */
import { describe, expect, it } from 'vitest';
import { createPace } from './pace.ts';
import { pastOrders } from './past.ts';

describe('the past', () => {
  const past = { days: 30, perDay: 200 };
  const days = Array.from({ length: 32 }, (_, ago) => pastOrders(past, 3_500, ago + 1));
  it('is a few hundred orders a day for a month, more towards today, and none before', () => {
    expect(days[29]).toBe(200);
    expect(days.slice(30)).toEqual([0, 0]);
    for (let n = 1; n < 30; n++) expect(days[n]).toBeLessThanOrEqual(days[n - 1] ?? 0);
    expect(days[0]).toBeGreaterThan(400);
    expect(days[0]).toBeLessThan(1_050);
    expect(days.reduce((sum, n) => sum + n, 0)).toBeLessThan(7_500);
  });
  it('of a small world is no busier than the world itself', () => {
    expect(pastOrders(past, 40, 1)).toBe(40);
    expect(pastOrders(past, 40, 20)).toBe(40);
  });
});

describe('the pace', () => {
  it('follows the answers: more while they are quick, less when they are slow, never none', () => {
    const pace = createPace();
    const first = pace.most('past');
    for (let n = 0; n < 200; n++) pace.took('past', 20);
    const quick = pace.most('past');
    for (let n = 0; n < 400; n++) pace.took('past', 3_000);
    expect(quick).toBeGreaterThan(first);
    expect(pace.most('past')).toBe(1);
    for (let n = 0; n < 400; n++) pace.took('past', 20);
    expect(pace.most('past')).toBe(quick);
  });
  it('of what is due now is always the same', () => {
    const pace = createPace();
    for (let n = 0; n < 100; n++) pace.took('past', 9_000);
    expect(pace.most('now')).toBe(12);
  });
});
