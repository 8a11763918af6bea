/** Returns as staff look for them: by state, reason, money, place, order, or whatever is printed on what came. */
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { countReturns, listReturns } from '@gantry/shared/api/returns/staff';
import type { ReturnState } from '@gantry/shared/vocabulary/returns';
import type { Sql } from '../../../platform/database.ts';
import { readCursor } from '../../../platform/http/cursor.ts';

type Query = QueryOf<typeof listReturns>;
/** `merchants`: those whose returns are seen; null for all. */
type Seen = { merchants: readonly string[] | null };

type Condition = { where: string[]; values: unknown[] };
const bind = ({ values }: Condition, value: unknown): string => `$${values.push(value)}`;

/** What is read by a scanner is found whole; numbers that people type also by their beginning. */
const named = (to: Condition, text: string): string => {
  const whole = bind(to, [text.toUpperCase()]);
  const like = bind(to, `${text.toUpperCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
  return `(names @> ${whole}::text[] OR upper(number) LIKE ${like} OR upper(order_number) LIKE ${like})`;
};

const narrowed = (query: Partial<Query> & Seen): Condition => {
  const to: Condition = { where: [], values: [] };
  const { merchants, state, reason, refund, warehouse, orderId, q } = query;
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) to.where.push(`${column} = ${bind(to, value)}`);
  };
  if (merchants !== null) to.where.push(`merchant = ANY(${bind(to, merchants)}::text[])`);
  equal('state', state);
  equal('refund_state', refund);
  equal('warehouse', warehouse);
  equal('order_id', orderId);
  if (reason !== undefined) to.where.push(`lines @> ${bind(to, JSON.stringify([{ reason }]))}::jsonb`);
  if (q !== undefined) to.where.push(named(to, q));
  return to;
};

const whereOf = ({ where }: Condition): string => (where.length > 0 ? `WHERE ${where.join(' AND ')}` : '');

/** A page of returns, the newest first: what follows `FROM returns`, and its values. One more than the limit is read. */
export const pageOfReturns = (query: Query & Seen): { rest: string; values: unknown[] } => {
  const to = narrowed(query);
  const after = readCursor(query.cursor);
  if (after) to.where.push(`(requested_at, id) < (${bind(to, after[0])}::timestamptz, ${bind(to, after[1])})`);
  const limit = bind(to, query.limit + 1);
  return { rest: `${whereOf(to)} ORDER BY requested_at DESC, id DESC LIMIT ${limit}`, values: to.values };
};

/** How many returns there are of each state. */
export const readCounts = (
  sql: Sql,
  query: QueryOf<typeof countReturns> & Seen,
): Promise<{ state: ReturnState; count: number }[]> => {
  const to = narrowed(query);
  return sql.rows<{ state: ReturnState; count: number }>(
    `SELECT state, count(*)::int AS count FROM returns ${whereOf(to)} GROUP BY state ORDER BY state`,
    ...to.values,
  );
};
