/** The checker finds each kind of harm, one at a time, in an otherwise whole story. */
import { describe, expect, it } from 'vitest';
import { type History, openHistory } from '../clients/history.ts';
import { check, type Evidence } from './checker.ts';

const keys = ['a', 'b', 'c'];
const once = new Map(keys.map((key) => [key, 1]));
const counts = (changed: Record<string, number> = {}) => new Map([...once, ...Object.entries(changed)]);
const place = (scan = counts()) => ({ scan, order: counts(), shipment: counts() });

const history = (): History => {
  const made = openHistory();
  for (const thing of ['scan', 'order', 'shipment'] as const) {
    made.sent(thing, keys);
    made.answered(thing, keys, 'acknowledged');
  }
  return made;
};
const followed = new Map([
  [1, 'evt_1'],
  [3, 'evt_3'],
]);
const socket = { client: 'log 1', ids: followed, covered: [], doubled: [], have: 3 };
const whole: Evidence = {
  log: place(),
  copies: [{ place: 'rows', ...place() }],
  positions: { events: 3, placed: 3, head: 3 },
  reached: 3,
  facts: { missing: [], doubled: [], verified: null },
  followed,
  statuses: new Map([['shp_1', 'in_transit']]),
  sockets: [socket],
  walls: [{ client: 'wall 1', statuses: new Map([['shp_1', 'in_transit']]), have: 3 }],
  trash: [],
  unfolded: [],
  unreadable: [],
};
const found = (evidence: Partial<Evidence>, told: History = history()): string[] =>
  check(told.outcomes, { ...whole, ...evidence }).map(({ what }) => what);
const scans = (changed: Record<string, number>): Partial<Evidence> => ({
  log: place(counts(changed)),
  copies: [{ place: 'rows', ...place(counts(changed)) }],
});

describe('the checker', () => {
  it('has nothing to say of a whole story', () => {
    expect(found({})).toEqual([]);
  });
  it.each<[string, Partial<Evidence>, string]>([
    ['a lost scan', scans({ b: 0 }), 'acknowledged scan lost from the log'],
    ['a doubled scan', scans({ b: 2 }), 'acknowledged scan doubled in the log'],
    ['a scan out of nowhere', scans({ z: 1 }), 'scan in the log that nobody sent'],
    ['a row less', { copies: [{ place: 'rows', ...place(counts({ a: 0 })) }] }, 'scan missing from rows'],
    ['a row more', { copies: [{ place: 'rows', ...place(counts({ a: 2 })) }] }, 'scan too often in rows'],
    ['an event without a position', { positions: { events: 4, placed: 3, head: 3 } }, 'the log is not dense'],
    ['a hole in the positions', { positions: { events: 3, placed: 3, head: 4 } }, 'the log is not dense'],
    ['a hole in ClickHouse', { facts: { ...whole.facts, missing: [2] } }, 'positions missing from ClickHouse'],
    ['a double in ClickHouse', { facts: { ...whole.facts, doubled: [2] } }, 'positions doubled in ClickHouse'],
    ['tables that disagree', { facts: { ...whole.facts, verified: 'x differs' } }, 'gantry analytics verify disagrees'],
    ['something in the Trash', { trash: ['facts.scan_facts'] }, 'messages in the Trash'],
    ['a row that is no fold', { unfolded: ['order ord_1'] }, 'rows that are not the fold of their events'],
    ['a table that cannot be read', { unreadable: ['scan_facts'] }, 'cannot be read'],
    ['a page never told', { sockets: [{ ...socket, ids: new Map([[1, 'evt_1']]) }] }, 'positions log 1 was never told'],
    ['a page told twice', { sockets: [{ ...socket, doubled: [3] }] }, 'positions log 1 was told twice'],
    [
      'a page told of another event',
      { sockets: [{ ...socket, ids: new Map([...followed, [2, 'evt_9']]) }] },
      'positions log 1 was told wrongly',
    ],
    ['a page that stays behind', { sockets: [{ ...socket, have: 2 }] }, 'log 1 ended behind the log'],
    [
      'a wall that shows an old status',
      { walls: [{ client: 'wall 1', statuses: new Map([['shp_1', 'picked_up']]), have: 3 }] },
      'parcels that wall 1 shows wrongly',
    ],
  ])('finds %s', (_what, evidence, said) => {
    expect(found(evidence)).toEqual([said]);
  });
  it('takes what was read again as a whole for told', () => {
    expect(found({ sockets: [{ ...socket, ids: new Map([[1, 'evt_1']]), covered: [[2, 3]] }] })).toEqual([]);
  });
  it('holds a refusal to its word, and an unanswered one to at most one', () => {
    const told = history();
    told.sent('order', ['refused', 'unknown', 'twice']);
    told.answered('order', ['refused'], 'refused');
    const log = { ...place(), order: counts({ refused: 1, twice: 2 }) };
    expect(found({ log, copies: [{ place: 'rows', ...log }] }, told)).toEqual([
      'refused order in the log',
      'unanswered order doubled in the log',
    ]);
  });
});
