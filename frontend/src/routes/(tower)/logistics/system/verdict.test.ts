import type { SystemFigures, Trouble } from '@gantry/shared/api/system';
import { describe, expect, it } from 'vitest';
import { groupsOf, partOf, verdictOf } from './verdict.ts';

const parts = [
  { title: 'Stores', names: ['store'], known: () => true },
  { title: 'Log', names: ['log', 'horizon'], known: ({ log }: SystemFigures) => log.head !== null },
  { title: 'Subscribers', names: ['subscriber', 'facts'], known: () => true },
];
const trouble = (name: string): Trouble => ({ name, text: name, since: '2026-11-28T14:02:11Z', process: null });
const figures = (...names: string[]): SystemFigures => ({
  state: names.length === 0 ? 'well' : 'ill',
  asOf: '2026-11-28T14:05:00Z',
  troubles: names.map(trouble),
  log: { head: 1, headAgeMs: 1, unplaced: 0, oldestUnplacedMs: 0 },
  horizon: { ageMs: 0, holder: null },
  subscribers: [{ name: 'handoffs', position: 1, behind: 0, behindMs: 0, waitingFor: null }],
  queues: [],
  inbox: { deferred: 0, oldestMs: 0 },
  stores: [],
  disks: [],
  processes: [],
  verified: [],
});

describe('the verdict', () => {
  it.each([
    [[], 'All is well: nothing is more than ten seconds behind.'],
    [['store.redis'], 'Ill: stores. Well: log and subscribers.'],
    [['log', 'horizon', 'facts.shipment_facts'], 'Ill: log and subscribers. Well: stores.'],
    [['handoffs'], 'Ill: subscribers. Well: stores and log.'],
    [['store.redis', 'log', 'subscriber.facts'], 'Ill: stores, log and subscribers.'],
    [['weather'], 'Ill: what stands below. Well: stores, log and subscribers.'],
  ])('of %j is one sentence', (names, sentence) => {
    expect(verdictOf(parts, figures(...names))).toBe(sentence);
  });
  it('does not call well what nobody can measure', () => {
    const away = {
      ...figures('store.postgres'),
      log: { head: null, headAgeMs: null, unplaced: null, oldestUnplacedMs: null },
    };
    expect(verdictOf(parts, away)).toBe('Ill: stores. Not known: log. Well: subscribers.');
  });
  it('puts what stands alone before what many have in common', () => {
    const ill = figures('subscriber.a', 'subscriber.b', 'log', 'handoffs', 'weather');
    expect(groupsOf(parts, ill).map(({ title, troubles }) => [title, troubles.map(({ name }) => name)])).toEqual([
      ['Log', ['log']],
      ['Other', ['weather']],
      ['Subscribers', ['subscriber.a', 'subscriber.b', 'handoffs']],
    ]);
  });
  it('knows the part of each trouble', () => {
    expect(partOf(parts, figures(), trouble('store.clickhouse'))?.title).toBe('Stores');
    expect(partOf(parts, figures(), trouble('weather'))).toBe(null);
  });
});
