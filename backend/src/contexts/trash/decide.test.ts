/** What people may do with a message in the Trash. */
import { messageTrashed, type TrashEvent } from '@gantry/shared/events/trash';
import { describe, expect, it } from 'vitest';
import { given } from '../../kernel/spec.ts';
import type { TrashEntry } from '../../platform/trash/entry.ts';
import { trash } from '../../platform/trash.ts';
import { conclude, discard, repair, retry } from './decide.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const { evolve } = trash;
const trashed: TrashEvent[] = [
  messageTrashed(
    {
      trashId: 'trs_1',
      source: 'webhook',
      handler: 'tracking.webhook',
      reason: 'bad_time',
      detail: 'not a time',
      payload: { at: 'soon' },
      key: 'k',
    },
    { occurredAt: '2026-11-20T11:00:00.000Z' },
  ),
];
/** The past after some decisions. */
const after = (...decisions: ((state: TrashEntry | undefined) => TrashEvent[])[]): TrashEvent[] =>
  decisions.reduce<TrashEvent[]>((past, decide) => past.concat(decide(given(evolve, past).state())), trashed);
const failed = conclude({ reason: 'bad_time', detail: 'still not a time' }, now);
const worked = conclude(undefined, now);

describe('an entry', () => {
  it('is open, with its payload twice: as it came and as it stands', () => {
    expect(given(evolve, trashed).state()).toMatchObject({
      state: 'open',
      payload: { at: 'soon' },
      originalPayload: { at: 'soon' },
      trashedAt: '2026-11-20T11:00:00.000Z',
      retries: 0,
    });
  });
  it('that is none cannot be touched', () => {
    for (const decide of [retry({ now }), repair({ payload: {} }, { now }), discard('no', { now }), worked])
      expect(given(evolve, []).when(decide).refusal()).toBe('no_such_entry');
  });
});

describe('another try', () => {
  it('is asked for and counted', () => {
    const outcome = given(evolve, trashed).when(retry({ now }));
    expect(outcome.names()).toEqual(['trash.message_retried']);
    expect(outcome.state()).toMatchObject({ state: 'retrying', retries: 1, updatedAt: now.toISOString() });
  });
  it('with another payload keeps the original', () => {
    const outcome = given(evolve, trashed).when(repair({ payload: { at: 'now' } }, { now }));
    expect(outcome.names()).toEqual(['trash.message_repaired', 'trash.message_retried']);
    expect(outcome.state()).toMatchObject({ payload: { at: 'now' }, originalPayload: { at: 'soon' }, retries: 1 });
  });
  it('ends as resolved, or open again with the new reason', () => {
    expect(
      given(evolve, after(retry({ now })))
        .when(worked)
        .state()?.state,
    ).toBe('resolved');
    expect(
      given(evolve, after(retry({ now })))
        .when(failed)
        .state(),
    ).toMatchObject({ state: 'open', detail: 'still not a time' });
    expect(
      given(evolve, after(retry({ now }), failed))
        .when(retry({ now }))
        .state()?.retries,
    ).toBe(2);
  });
  it('is not asked for while one is under way, nor after the end', () => {
    for (const past of [after(retry({ now })), after(retry({ now }), worked), after(discard('no', { now }))])
      for (const decide of [retry({ now }), repair({ payload: {} }, { now })])
        expect(given(evolve, past).when(decide).refusal()).toBe('not_open');
  });
  it('has an outcome once, and only when it was asked for', () => {
    for (const past of [
      trashed,
      after(retry({ now }), worked),
      after(retry({ now }), failed),
      after(discard('no', { now })),
    ])
      expect(given(evolve, past).when(worked).events()).toEqual([]);
  });
});

describe('giving up', () => {
  it('happens once, with its reason', () => {
    expect(given(evolve, trashed).when(discard('spam', { now })).state()).toMatchObject({
      state: 'discarded',
      discardReason: 'spam',
    });
    expect(
      given(evolve, after(discard('spam', { now })))
        .when(discard('again', { now }))
        .events(),
    ).toEqual([]);
  });
  it('is refused while a try is under way or after it worked', () => {
    expect(
      given(evolve, after(retry({ now })))
        .when(discard('no', { now }))
        .refusal(),
    ).toBe('not_open');
    expect(
      given(evolve, after(retry({ now }), worked))
        .when(discard('no', { now }))
        .refusal(),
    ).toBe('not_open');
  });
});
