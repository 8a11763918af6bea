/**
 * Pages of orders as staff look for them. Only what is asked for stands in the statement, so that Postgres can choose an index by
 * it: of a condition that may be absent it knows nothing.
 */
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { listOrders } from '@gantry/shared/api/orders';
import { cursorOf, readCursor } from '../../../platform/http/cursor.ts';
import type { Order } from '../order.ts';

type Query = QueryOf<typeof listOrders>;
/** `merchants`: those whose orders are seen; null for all. */
export type ListAsked = Query & { merchants: readonly string[] | null };
/** What follows `FROM orders`, and its values. */
export type Question = { rest: string; values: unknown[] };
export type Bind = (value: unknown) => string;

/** Where an order stands that has no promise: after all that have one. */
const noPromise = '9999-12-31';
const promised = `COALESCE(promise_day, '${noPromise}')`;

const sorts: Record<Query['sort'], { by: string; key: string; kind: 'instant' | 'day'; after: string }> = {
  newest: { by: 'placed_at DESC, id DESC', key: 'placed_at', kind: 'instant', after: '<' },
  promise: { by: `${promised}, id`, key: promised, kind: 'day', after: '>' },
};

/** A beginning, as LIKE reads it. */
const beginning = (text: string): string => `${text.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Of whose orders; of one merchant in words that an index by merchant knows to be in order. */
export const ofMerchants = (merchants: readonly string[] | null, bind: Bind): string[] => {
  if (merchants === null) return [];
  return [merchants.length === 1 ? `merchant = ${bind(merchants[0])}` : `merchant = ANY(${bind(merchants)}::text[])`];
};

/** With stock promised from a warehouse. */
export const fromWarehouse = (warehouse: string | undefined, bind: Bind): string[] =>
  warehouse === undefined ? [] : [`warehouses <> '{}' AND warehouses @> ARRAY[${bind(warehouse)}]::text[]`];

/** A condition for each thing that was asked. */
type Conditions = { [Asked in keyof Query]?: (value: NonNullable<Query[Asked]>, bind: Bind) => string };
const conditions: Conditions = {
  channel: (channel, bind) => `channel = ${bind(channel)}`,
  status: (status) => (status === 'cancelled' ? `stage = 'cancelled'` : `stage <> 'cancelled'`),
  stage: (stage, bind) => `stage = ${bind(stage)}`,
  hold: (kind, bind) => `holds <> '[]' AND holds @> ${bind(JSON.stringify([{ kind }]))}::jsonb`,
  sku: (sku, bind) => `skus @> ARRAY[${bind(sku)}]::text[]`,
  address: () => `address_findings <> '[]' AND NOT address_forced`,
  externalId: (id, bind) => `lower(external_id) = lower(${bind(id)}) AND external_id = ${bind(id)}`,
  from: (from, bind) => `placed_at >= ${bind(from)}::timestamptz`,
  to: (to, bind) => `placed_at <= ${bind(to)}::timestamptz`,
  q: (text, bind) => {
    const like = bind(beginning(text));
    return `(lower(number) LIKE ${like} OR lower(external_id) LIKE ${like})`;
  },
};

const asConditions = (asked: ListAsked, bind: Bind): string[] =>
  (Object.keys(conditions) as (keyof Conditions)[]).flatMap((name) => {
    const say = conditions[name] as ((value: unknown, bind: Bind) => string) | undefined;
    return say === undefined || asked[name] === undefined ? [] : [say(asked[name], bind)];
  });

/** The question for a page and one row more. Throws a Refusal on a cursor that is none of such a list. */
export const questionOf = (asked: ListAsked): Question => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const { by, key, kind, after } = sorts[asked.sort];
  const cursor = readCursor(asked.cursor, kind);
  const type = kind === 'instant' ? '::timestamptz' : '';
  const where = [
    ...ofMerchants(asked.merchants, bind),
    ...fromWarehouse(asked.warehouse, bind),
    ...asConditions(asked, bind),
    ...(cursor ? [`(${key}, id) ${after} (${bind(cursor[0])}${type}, ${bind(cursor[1])})`] : []),
  ];
  const limit = bind(asked.limit + 1);
  return { rest: `${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''} ORDER BY ${by} LIMIT ${limit}`, values };
};

/** The cursor after an order in a list of a sort. */
export const cursorAfter =
  (sort: Query['sort']) =>
  ({ content, placedAt, orderId }: Order): string =>
    cursorOf(sort === 'newest' ? placedAt : (content.promise?.day ?? noPromise), orderId);
