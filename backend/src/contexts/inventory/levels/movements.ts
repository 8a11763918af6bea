/** The ledger as people read it, newest first. */
import type { QueryOf } from '@gantry/shared/api/endpoint';
import type { listMovements, StockMovement } from '@gantry/shared/api/inventory/stock';
import type { Sql } from '../../../platform/database.ts';

export type MovementRow = Omit<StockMovement, 'at'> & { at: Date };

type Asked = Omit<QueryOf<typeof listMovements>, 'cursor'> & {
  merchants: readonly string[] | null;
  after: readonly [at: string, id: string] | undefined;
};

const selection = `
  SELECT id AS "movementId", sku, merchant, kind, at, on_hand AS "onHand", reserved, entries, order_id AS "orderId", reason, reference,
    actor
  FROM stock_movements`;

/** The stocks of a SKU among merchants: the ledger is read by stock. */
const stocksOf = async (sql: Sql, sku: string, merchants: readonly string[] | null): Promise<string[]> => {
  const rows = await sql.rows<{ id: string }>(
    'SELECT id FROM stock_items WHERE sku = $1 AND ($2::text[] IS NULL OR merchant = ANY($2))',
    sku,
    merchants,
  );
  return rows.map(({ id }) => id);
};

/** Conditions on rows, each asked for only where it narrows anything: the planner then sees which index serves. */
const conditionsOf = (
  { merchants, kind, orderId, reference, from, to, after }: Asked,
  stocks: readonly string[] | undefined,
) => {
  const values: unknown[] = [];
  const texts: string[] = [];
  const add = (text: (...places: string[]) => string, ...some: unknown[]): void => {
    texts.push(text(...some.map((value) => `$${values.push(value)}`)));
  };
  const oneOf = (column: string, some: readonly string[]): void =>
    // Of one alone the index has the rows in order; of several they are sorted.
    some.length === 1
      ? add((place) => `${column} = ${place}`, some[0])
      : add((place) => `${column} = ANY(${place}::text[])`, some);
  if (stocks) oneOf('stock_id', stocks);
  if (merchants) oneOf('merchant', merchants);
  if (kind !== undefined) add((place) => `kind = ${place}`, kind);
  if (orderId !== undefined) add((place) => `order_id = ${place}`, orderId);
  if (reference !== undefined) add((place) => `reference = ${place}`, reference);
  if (from !== undefined) add((place) => `at >= ${place}::timestamptz`, from);
  if (to !== undefined) add((place) => `at <= ${place}::timestamptz`, to);
  if (after) add((at, id) => `(at, id) < (${at}::timestamptz, ${id})`, ...after);
  return { texts, values };
};

/** The next movements, the newest first. */
export const readMovements = async (sql: Sql, asked: Asked): Promise<MovementRow[]> => {
  const stocks = asked.sku === undefined ? undefined : await stocksOf(sql, asked.sku, asked.merchants);
  const { texts, values } = conditionsOf(asked, stocks);
  const limit = `LIMIT $${values.push(asked.limit)}`;
  const last = `ORDER BY at DESC, id DESC ${limit}`;
  const where = (more: readonly string[]): string =>
    [...texts, ...more].length > 0 ? `WHERE ${[...texts, ...more].join(' AND ')}` : '';
  if (asked.warehouse === undefined) return sql.rows<MovementRow>(`${selection} ${where([])} ${last}`, ...values);
  // Of movements that happened in several places, which are few, the entries say where.
  const all = `$${values.push(asked.warehouse)}`;
  const some = `$${values.push(JSON.stringify([{ warehouse: asked.warehouse }]))}`;
  return sql.rows<MovementRow>(
    `(${selection} ${where([`warehouse = ${all}`])} ${last}) UNION ALL
     (${selection} ${where(['warehouse IS NULL', `entries @> ${some}::jsonb`])} ${last})
     ORDER BY at DESC, "movementId" DESC ${limit}`,
    ...values,
  );
};
