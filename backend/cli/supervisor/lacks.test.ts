/** A person who waits is told what is lacking by kind, whatever the number of reasons. */
import { describe, expect, it } from 'vitest';
import { type Reason, summaryOf } from './lacks.ts';

const tables = ['event_facts', 'scan_facts', 'order_facts', 'shipment_facts'];
const behind = (events: string): Reason[] =>
  tables.map((name, n) => ({
    name: `subscriber.facts.${name}`,
    text: `facts.${name} is ${n === 2 ? events : '500'} events and 244 s behind`,
  }));
const lacking: Reason[] = tables.map((name) => ({
  name: `facts.${name}.rows`,
  text: `${name} is being made again from the log by itself: the log was restored from a backup`,
}));
const text = (reasons: readonly Reason[]) => summaryOf(reasons)?.text;

describe('what is lacking', () => {
  it('is one clause for all tables after a restore, with nothing to do', () => {
    expect(text([...behind('70,725'), ...lacking])).toBe(
      'fact tables are being filled from the log (4 tables, the furthest 70,725 events behind); nothing to do',
    );
    expect(text(lacking.slice(0, 1))).toBe('fact tables are being filled from the log (1 table); nothing to do');
  });
  it('stays the same kind while figures and the number of tables change', () => {
    const { kind } = summaryOf([...behind('70,725'), ...lacking]) ?? {};
    expect(kind).toBeDefined();
    expect(summaryOf(behind('9'))?.kind).toBe(kind);
    expect(summaryOf([...lacking, { name: 'worker', text: 'No worker is alive' }])?.kind).not.toBe(kind);
  });
  it('names what a table waits for instead of saying that there is nothing to do', () => {
    const waits = tables.map((name) => ({ name: `facts.${name}`, text: 'ClickHouse: not enough space (243)' }));
    expect(text([...behind('9'), ...waits])).toBe(
      'facts.event_facts: ClickHouse: not enough space (243) (and 3 more of this kind)',
    );
  });
  it('is three clauses at most, each store by itself, what heals alone last', () => {
    const stores = ['postgres', 'redis'].map((name) => ({ name: `store.${name}`, text: `${name} is away: no answer` }));
    expect(text([...lacking, ...stores])).toMatch(/^store.postgres: .*; store.redis: .*; fact tables are being/);
    const told = text([...lacking, ...stores, { name: 'worker', text: 'No worker is alive' }]);
    expect(told).toMatch(/; worker: No worker is alive; and 1 more in \/health\/ready$/);
  });
  it('is nothing where there is no reason', () => expect(summaryOf([])).toBeUndefined());
});
