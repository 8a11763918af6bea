/** The proof in words: what an entry is, whichever check there was, and what a check found. */
import type { AuditEntry } from '@gantry/shared/api/audit';
import { expect, it } from 'vitest';
import { proofOf, type Verdict, verdictWords } from './proof-words.ts';

const clock = (instant: string) => instant.slice(11, 16);
const entry = (over: Partial<AuditEntry> = {}): AuditEntry =>
  ({ entryId: 'evt_6', event: {}, proof: { number: 406, leaf: 'l', hash: 'h' }, ...over }) as AuditEntry;
const head = { at: '2026-11-28T14:03:00.000Z', seq: 9, hash: 'h', outside: true };
const good: Verdict = { ok: true, events: 42, pending: 0, head, faults: [] };
const fault = { merchant: 'main', number: null, seq: null, eventId: null, count: 1, text: 'was changed' };
const bad = (over: Partial<Verdict['faults'][number]>): Verdict => ({
  ...good,
  ok: false,
  faults: [{ kind: 'changed', ...fault, ...over }],
});
const state = (one: AuditEntry, verdict: Verdict | null) => proofOf(one, verdict, clock).state;

it('says of each entry how it is proved', () => {
  expect(proofOf(entry(), good, clock).text).toBe(
    'It is number 406 of its chain, proved against the head of 14:03, kept outside of the database.',
  );
  expect(state(entry({ event: null, proof: null }), good)).toBe('beside');
  expect(state(entry({ proof: null }), good)).toBe('pending');
  expect([state(entry(), null), state(entry(), { ...good, head: null })]).toEqual(['chained', 'chained']);
});

it('finds the entry that a fault is about, by its event or its number, and no other', () => {
  expect(state(entry(), bad({ eventId: 'evt_6' }))).toBe('broken');
  expect(state(entry(), bad({ eventId: 'evt_7' }))).toBe('chained');
  expect(state(entry(), bad({ number: 405, count: 2 }))).toBe('broken');
  expect(state(entry(), bad({ number: 405, count: 1 }))).toBe('chained');
  expect(state(entry(), bad({ kind: 'differs_from_head', number: 406 }))).toBe('chained');
  // What is missing stands nowhere, so that nobody is marked in its place.
  expect(state(entry(), bad({ kind: 'missing', number: 406 }))).toBe('chained');
});

it('says what a check found', () => {
  expect(verdictWords(good, clock)).toBe(
    'All 42 events are as they were written, proved against the head of 14:03, kept outside of the database.',
  );
  expect(verdictWords({ ...good, pending: 1, head: { ...head, outside: false } }, clock)).toContain(
    'kept in the database. 1 event of the last seconds is not in the chain yet.',
  );
  expect(verdictWords({ ...good, events: 0, pending: 2, head: null }, clock)).toBe(
    'Nothing of it is in the chain yet. 2 events of the last seconds are not in the chain yet.',
  );
  expect(verdictWords(bad({}), clock)).toBe('One fault was found in 42 events.');
});
