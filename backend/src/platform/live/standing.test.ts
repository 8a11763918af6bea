/** When a screen is told that the log stands: rule by rule, at instants. */
import { describe, expect, it } from 'vitest';
import { createLogWatch, type Measured } from './standing.ts';

const well: Measured = { head: 100, unplaced: 0, oldestUnplacedMs: 0, position: 100, workerSaid: 'a' };
/** A watch that looked once a second: at each of its seconds it measured what is given; undefined is no answer. */
const watched = (seconds: (Partial<Measured> | undefined)[], opened = 0) => {
  const watch = createLogWatch(opened);
  seconds.forEach((measured, second) => {
    const at = opened + second * 1_000;
    if (measured) watch.take({ ...well, workerSaid: String(Math.floor(second / 2)), ...measured }, at);
  });
  return watch;
};
const seconds = (n: number, measured: Partial<Measured> | undefined): (Partial<Measured> | undefined)[] =>
  Array(n).fill(measured);

describe('the log', () => {
  it('goes on while everything is measured, placed and read', () => {
    const nothing = { behindMs: 0, unplaced: 0, standing: null, since: null };
    expect(watched(seconds(60, {})).at(59_900)).toEqual(nothing);
    expect(watched([]).at(900)).toEqual(nothing);
  });
  it('goes on while what waits is on its way', () => {
    const watch = watched([...seconds(10, {}), { unplaced: 12, oldestUnplacedMs: 900, head: 130 }]);
    expect(watch.at(10_000)).toEqual({ behindMs: 900, unplaced: 42, standing: null, since: null });
  });
  it('stands when something written has had no place for three seconds, since it was written', () => {
    const stuck = [1, 2, 3, 4].map((n) => ({ unplaced: n * 100, oldestUnplacedMs: n * 1_000 - 500 }));
    const watch = watched([...seconds(10, {}), ...stuck]);
    expect(watch.at(13_200)).toEqual({
      behindMs: 3_700,
      unplaced: 400,
      standing: 'log_stands',
      since: '1970-01-01T00:00:09.500Z',
    });
    expect(watched([...seconds(10, {}), ...stuck, {}]).at(14_000)).toMatchObject({ standing: null, behindMs: 0 });
  });
  it.each([
    ['is the same for four seconds', '4'],
    ['is no more', null],
  ])('stands when the word of every worker %s', (_how, workerSaid) => {
    const watch = watched([...seconds(10, {}), ...seconds(5, { workerSaid })]);
    expect(watch.at(12_000).standing).toBe(null);
    expect(watch.at(14_000)).toMatchObject({ standing: 'worker_silent', since: '1970-01-01T00:00:08.000Z' });
  });
  it('is right again with the first word of a worker', () => {
    const watch = watched([...seconds(10, {}), ...seconds(8, { workerSaid: null }), { workerSaid: 'new' }]);
    expect(watch.at(18_100).standing).toBe(null);
  });
  it('may begin before any worker does', () => {
    const watch = watched(seconds(6, { workerSaid: null }), 1_000_000);
    expect(watch.at(1_003_900).standing).toBe(null);
    expect(watch.at(1_004_100).standing).toBe('worker_silent');
  });
  it('stands when this process has not read what has its place, and goes on while it reads something', () => {
    const behind = watched([...seconds(10, {}), ...seconds(5, { head: 150 })]);
    expect(behind.at(14_000)).toMatchObject({
      behindMs: 4_000,
      unplaced: 50,
      standing: 'reader_stands',
      since: '1970-01-01T00:00:10.000Z',
    });
    const reading = Array.from({ length: 20 }, (_, n) => ({ head: 150 + n * 50, position: 140 + n * 50 }));
    expect(watched(reading).at(19_900).standing).toBe(null);
  });
  it('stands when nothing could be measured for three seconds', () => {
    const watch = watched([...seconds(10, {}), ...seconds(4, undefined)]);
    expect(watch.at(11_900).standing).toBe(null);
    expect(watch.at(12_100)).toMatchObject({ standing: 'postgres_silent', since: '1970-01-01T00:00:09.000Z' });
  });
});
