import type { SystemFigures, Trouble } from '@gantry/shared/api/system';
import { describe, expect, it } from 'vitest';
import { groupsOf, isAllWell, partOf, standingsOf, verdictOf } from './verdict.ts';
import { disksWarn, logWarns, subscribersWarn, workWarns } from './warnings.ts';

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
  describe('when rows warn', () => {
    const warning = (title: string, warns: (figures: SystemFigures) => boolean) => ({
      title,
      names: [title],
      known: () => true,
      warns,
    });
    const all = [
      warning('Log', logWarns),
      warning('Subscribers', subscribersWarn),
      warning('Work', workWarns),
      warning('Disks', disksWarn),
    ];
    const reader = { name: 'facts.scan_facts', position: 1, behind: 9, behindMs: 7_000, waitingFor: null };
    it.each<[string, Partial<SystemFigures>]>([
      ['Log', { horizon: { ageMs: 6_000, holder: null } }],
      ['Log', { log: { head: 1, headAgeMs: 1, unplaced: 1, oldestUnplacedMs: 6_000 } }],
      ['Subscribers', { subscribers: [reader] }],
      ['Work', { inbox: { deferred: 1, oldestMs: 6_000 } }],
      ['Work', { queues: [{ job: 'x', lane: null, open: 1, due: 1, oldestDueMs: 6_000 }] }],
      ['Disks', { disks: [{ name: 'home', freeBytes: 1, totalBytes: 9, state: 'low' }] }],
    ])('%s is behind, in between well and ill', (title, over) => {
      const found = { ...figures(), ...over };
      const standings = [...standingsOf(all, found)].map(([part, standing]) => [part.title, standing]);
      expect(standings).toEqual(all.map((part) => [part.title, part.title === title ? 'behind' : 'well']));
      expect(isAllWell(all, found)).toBe(false);
      expect(verdictOf(all, found)).toMatch(new RegExp(`^To watch: ${title.toLowerCase()}. Well: `));
    });
    it('does not call the readers well beside a store that is away', () => {
      const stores = { title: 'Stores', names: ['store'], known: () => true };
      const found = { ...figures('store.clickhouse'), subscribers: [reader] };
      expect(verdictOf([stores, ...all], found)).toBe('Ill: stores. To watch: subscribers. Well: log, work and disks.');
    });
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
