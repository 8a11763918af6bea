/**
 * Lists and the board of a hundred thousand orders, at the database: every filter by itself and with others, first pages and
 * pages in the middle, for whoever sees all merchants, some, or one. Measured is what Postgres needs to plan and run each question.
 */
import type pg from 'pg';
import { boardQuestions } from '../../src/contexts/orders/reading/board.ts';
import { type ListAsked, questionOf } from '../../src/contexts/orders/reading/list.ts';
import { orderRows } from '../../src/contexts/orders/store.ts';
import { cursorOf } from '../../src/platform/http/cursor.ts';
import { enginesOf, inTower } from '../bench-tower.ts';
import type { Dials } from '../dials.ts';
import { type Figures, quantile, type Report } from '../report.ts';
import { orderRowsSql } from './generate.ts';

const rounds = 25;
const asked: ListAsked = { limit: 50, sort: 'newest', merchants: null };
const hour = 3_600_000;
const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString();
const deep = cursorOf(ago(24 * 90), 'ord_m');
/** What is looked for in round `n`: not the same again and again, common things and rare ones. */
const sku = (n: number): string => `SKU-${String((n * n * 7) % 5_000).padStart(4, '0')}`;
const warehouse = (n: number): string => `wh-${n % 6}`;

type Lists = Record<string, (n: number) => Partial<ListAsked>>;
const lists: Lists = {
  'no filter': () => ({}),
  'no filter, deep': () => ({ cursor: deep }),
  'one merchant': () => ({ merchants: ['m-2'] }),
  'three merchants': () => ({ merchants: ['m-1', 'm-2', 'm-3'] }),
  channel: (n) => ({ channel: `channel-${n % 8}` }),
  'rare channel': () => ({ channel: 'channel-rare' }),
  'channel of one merchant, deep': (n) => ({ channel: `channel-${n % 8}`, merchants: ['m-1'], cursor: deep }),
  'status cancelled': () => ({ status: 'cancelled' }),
  'status placed': () => ({ status: 'placed' }),
  'stage held': () => ({ stage: 'held' }),
  'stage backordered': () => ({ stage: 'backordered' }),
  'stage allocated, deep': () => ({ stage: 'allocated', cursor: cursorOf(ago(48), 'ord_m') }),
  'stage shipped': () => ({ stage: 'shipped' }),
  'stage of one merchant': () => ({ stage: 'allocated', merchants: ['m-3'] }),
  'held for': (n) => ({ hold: (['fraud', 'payment', 'manual', 'address_check'] as const)[n % 4] }),
  warehouse: (n) => ({ warehouse: warehouse(n) }),
  'rare warehouse': () => ({ warehouse: 'wh-rare' }),
  sku: (n) => ({ sku: sku(n) }),
  'sku common': () => ({ sku: 'SKU-0000' }),
  'sku none has': () => ({ sku: 'SKU-none' }),
  'wrong address': () => ({ address: 'wrong' }),
  'number begins': (n) => ({ q: `A-${1_000 + n * 37}` }),
  'number begins with little': (n) => ({ q: `A-${n % 10}` }),
  'external id': (n) => ({ externalId: `ext-${n * 3_001}` }),
  'between two days': (n) => ({ from: ago(24 * (n + 20)), to: ago(24 * (n + 15)) }),
  promise: () => ({ sort: 'promise' }),
  'promise, deep': () => ({ sort: 'promise', cursor: cursorOf(ago(24 * 60).slice(0, 10), 'ord_m') }),
  'promise of stage': (n) => ({ sort: 'promise', stage: (['backordered', 'allocated', 'held'] as const)[n % 3] }),
  'promise of one merchant': () => ({ sort: 'promise', merchants: ['m-2'], stage: 'allocated' }),
  'promise of a rare channel': () => ({ sort: 'promise', channel: 'channel-rare' }),
  'promise, held for': (n) => ({ sort: 'promise', hold: (['fraud', 'payment', 'manual'] as const)[n % 3] }),
  'promise, warehouse': (n) => ({ sort: 'promise', warehouse: warehouse(n) }),
  'promise, sku': (n) => ({ sort: 'promise', sku: sku(n) }),
  'promise, wrong address': () => ({ sort: 'promise', address: 'wrong' }),
  'promise, number begins': (n) => ({ sort: 'promise', q: `A-${n % 10}` }),
  'promise, status placed': () => ({ sort: 'promise', status: 'placed' }),
  'promise, status cancelled': () => ({ sort: 'promise', status: 'cancelled' }),
  'channel, stage and sku': (n) => ({ channel: `channel-${n % 8}`, stage: 'shipped', sku: sku(n) }),
  'warehouse and stage': (n) => ({ warehouse: warehouse(n), stage: 'allocated', sort: 'promise' }),
};

type Statement = { name: string; text: string; values: unknown[] };

const statements = (n: number): Statement[] => {
  const selection = `SELECT ${orderRows.selection()} FROM orders`;
  const { counts, cards } = boardQuestions({ limit: 25, merchants: null, now: new Date() });
  const filtered = boardQuestions({ limit: 25, merchants: ['m-1'], channel: `channel-${n % 8}`, now: new Date() });
  return [
    ...Object.entries(lists).map(([name, of]) => {
      const { rest, values } = questionOf({ ...asked, ...of(n) });
      return { name, text: `${selection} ${rest}`, values };
    }),
    ...counts.map((one, i) => ({ name: `board counts ${i === 0 ? 'open' : 'over'}`, ...one })),
    ...filtered.counts.slice(0, 1).map((one) => ({ name: 'board counts of a channel', ...one })),
    ...cards.map(({ stage, rest, values }) => ({ name: `board ${stage}`, text: `${selection} ${rest}`, values })),
  ];
};

type Plan = {
  'Node Type': string;
  'Index Name'?: string;
  Plans?: Plan[];
};
type Explained = { Plan: Plan; 'Planning Time': number; 'Execution Time': number };

/** The indices a plan reads, or how it reads the table without one. */
const readsOf = (plan: Plan): string[] => {
  const own = plan['Index Name'] ?? (plan['Node Type'] === 'Seq Scan' ? 'Seq Scan' : undefined);
  return [...(own === undefined ? [] : [own]), ...(plan.Plans ?? []).flatMap(readsOf)];
};

const explained = async (client: pg.PoolClient, { text, values }: Statement): Promise<Explained> => {
  const { rows } = await client.query<{ 'QUERY PLAN': Explained[] }>(
    `EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`,
    values,
  );
  const [found] = rows[0]?.['QUERY PLAN'] ?? [];
  if (!found) throw new Error('a statement has a plan');
  return found;
};

const asText = async (client: pg.PoolClient, { text, values }: Statement): Promise<string> => {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (ANALYZE, COSTS OFF) ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

type Measured = { times: number[]; reads: Set<string>; slowest: { ms: number; statement: Statement } | undefined };

const measure = async (client: pg.PoolClient): Promise<Map<string, Measured>> => {
  const byName = new Map<string, Measured>();
  for (let n = 0; n < rounds; n++)
    for (const statement of statements(n)) {
      const plan = await explained(client, statement);
      const ms = plan['Planning Time'] + plan['Execution Time'];
      const one: Measured = byName.get(statement.name) ?? { times: [], reads: new Set(), slowest: undefined };
      one.times.push(ms);
      for (const read of readsOf(plan.Plan)) one.reads.add(read);
      if (!one.slowest || ms > one.slowest.ms) one.slowest = { ms, statement };
      byName.set(statement.name, one);
    }
  return byName;
};

const limitMs = 50;

/** Generates orders, asks every question, tells the p95 of each with the indices it reads. */
export const run = (dials: Dials): Promise<Report> =>
  inTower(async (tower) => {
    const client = await tower.database.connect();
    try {
      const count = dials.events ?? 100_000;
      await client.query(orderRowsSql(count));
      await client.query('VACUUM ANALYZE orders');
      await measure(client);
      const measured = await measure(client);
      const figures: Figures = { orders: count };
      const plans: string[] = [];
      for (const [name, { times, reads, slowest }] of measured) {
        times.sort((a, b) => a - b);
        figures[`${name}: p95 ms`] = quantile(times, 0.95);
        if (!slowest) continue;
        plans.push(
          `#### ${name} (${[...reads].join(', ')})\n\n\`\`\`\n${await asText(client, slowest.statement)}\n\`\`\``,
        );
      }
      const worst = Math.max(...[...measured.values()].map(({ times }) => quantile(times, 0.95)));
      return {
        bench: 'lists',
        engines: await enginesOf(tower),
        figures: { ...figures, 'worst p95 ms': worst },
        details: `### Plans of lists of ${count} orders, the slowest run of each\n\n${plans.join('\n\n')}`,
        failed: worst >= limitMs,
      };
    } finally {
      client.release();
    }
  });
