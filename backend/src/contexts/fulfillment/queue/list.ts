/**
 * Pages of the queue: what must leave first, first; then by priority. Only what is asked for stands in the statement, so that
 * Postgres can choose an index by it.
 */
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { listFulfillment } from '@gantry/shared/api/fulfillment/orders';
import { priorities } from '@gantry/shared/vocabulary/fulfillment';
import { cursorOf, readCursor } from '../../../platform/http/cursor.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';

type Query = QueryOf<typeof listFulfillment>;
/** `merchants`: those whose work is seen; null for all. `late`: the ids at risk, where that was asked. */
export type QueueAsked = Query & { merchants: readonly string[] | null; late?: readonly string[] | undefined };
/** What follows `FROM fulfillment_orders`, and its values. */
export type Question = { rest: string; values: unknown[] };
type Bind = (value: unknown) => string;

/** A beginning, as LIKE reads it. */
const beginning = (text: string): string => `${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

type Conditions = { [Asked in keyof Query]?: (value: NonNullable<Query[Asked]>, bind: Bind) => string };
const conditions: Conditions = {
  status: (statuses, bind) => `status = ANY(${bind(statuses)}::text[])`,
  priority: (some, bind) => `priority = ANY(${bind(some)}::text[])`,
  kind: (kinds, bind) => `kind = ANY(${bind(kinds)}::text[])`,
  assignee: (who, bind) => (who === 'none' ? 'assignee IS NULL' : `assignee = ${bind(who)}`),
  warehouse: (warehouse, bind) => `warehouse = ${bind(warehouse)}`,
  station: (station, bind) => (station === 'none' ? 'station IS NULL' : `station = ${bind(station)}`),
  channel: (channel, bind) => `channel = ${bind(channel)}`,
  orderId: (orderId, bind) => `order_id = ${bind(orderId)}`,
  vendor: (vendor, bind) => `vendor = ${bind(vendor)}`,
  q: (text, bind) => `number ILIKE ${bind(beginning(text))}`,
};

const asConditions = (asked: QueueAsked, bind: Bind): string[] =>
  (Object.keys(conditions) as (keyof Conditions)[]).flatMap((name) => {
    const say = conditions[name] as ((value: unknown, bind: Bind) => string) | undefined;
    return say === undefined || asked[name] === undefined ? [] : [say(asked[name], bind)];
  });

const ofMerchants = (merchants: readonly string[] | null, bind: Bind): string[] =>
  merchants === null ? [] : [`merchant = ANY(${bind(merchants)}::text[])`];

const atRisk = ({ atRisk: asked, late = [] }: QueueAsked, bind: Bind): string[] =>
  asked === undefined ? [] : [`${asked === 'true' ? '' : 'NOT '}(id = ANY(${bind(late)}::text[]))`];

/** After a row of the list: those without a day to leave by come last. */
const afterRow = (cursor: string | undefined, bind: Bind): string[] => {
  const row = readCursor(cursor, 'ranked');
  if (!row) return [];
  const [key, id] = row;
  const [shipBy = '', rank] = key.split(' ');
  const later = `(rank, id) > (${bind(Number(rank))}::int, ${bind(id)})`;
  if (shipBy === '') return [`ship_by IS NULL AND ${later}`];
  const day = `${bind(shipBy)}::timestamptz`;
  return [`(ship_by > ${day} OR (ship_by = ${day} AND ${later}) OR ship_by IS NULL)`];
};

/** The question for a page and one row more. Throws a Refusal on a cursor that is none of such a list. */
export const questionOf = (asked: QueueAsked): Question => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const where = [
    ...ofMerchants(asked.merchants, bind),
    ...asConditions(asked, bind),
    ...atRisk(asked, bind),
    ...afterRow(asked.cursor, bind),
  ];
  const limit = bind(asked.limit + 1);
  const first = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
  return { rest: `${first} ORDER BY ship_by, rank, id LIMIT ${limit}`, values };
};

/** The cursor after a fulfillment order. */
export const cursorAfter = ({ shipBy, priority, fulfillmentId }: FulfillmentOrder): string =>
  cursorOf(`${shipBy ?? ''} ${priorities.length - 1 - priorities.indexOf(priority)}`, fulfillmentId);
