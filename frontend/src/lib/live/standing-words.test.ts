import { expect, it } from 'vitest';
import { clock } from '../format.ts';
import { whyStanding } from './standing-words.ts';

const since = '2026-11-28T14:02:11.000Z';
const at = clock(Date.parse(since));

it.each([
  ['worker_silent', 1638, `The worker has not answered since ${at}, 1,638 events wait`],
  ['worker_silent', 0, `The worker has not answered since ${at}`],
  ['log_stands', 1, `No event has been taken into the log since ${at}, 1 event waits`],
  ['reader_stands', 12, `This server has read nothing of the log since ${at}, 12 events wait`],
  ['postgres_silent', 0, `Postgres has not answered since ${at}`],
] as const)('%s with %d waiting is said in one sentence', (standing, unplaced, words) => {
  expect(whyStanding({ standing, since, unplaced, behindMs: 9_000 })).toBe(words);
});
it('says nothing while the log goes on', () => {
  expect(whyStanding({ standing: null, since: null, unplaced: 3, behindMs: 20 })).toBe(null);
});
