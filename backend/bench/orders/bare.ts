/**
 * What Postgres alone does for an order with one allocated line: pgbench, with the rows that one changed on the tower, one
 * transaction each. Its tables are made like the tower's own, indexes and checks included, and each row is that of a real
 * order under another id.
 */
import type pg from 'pg';

const tables = [
  'orders',
  'event_log',
  'stock_items',
  'stock_balances',
  'stock_movements',
  'stock_reservations',
] as const;

/** The columns of a table but for some, as a list. */
const columnsOf = async (database: pg.Pool, table: string, without: readonly string[]): Promise<string> => {
  const { rows } = await database.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $1 AND column_name <> ALL($2) ORDER BY ordinal_position`,
    [table, without],
  );
  return rows.map(({ name }) => `"${name}"`).join(', ');
};

const schema = `
  DROP SCHEMA IF EXISTS bench CASCADE;
  CREATE SCHEMA bench;
  ${tables.map((table) => `CREATE TABLE bench.${table} (LIKE public.${table} INCLUDING ALL);`).join('\n')}
  CREATE SEQUENCE bench.log_id;
  ALTER TABLE bench.event_log ALTER COLUMN id SET DEFAULT nextval('bench.log_id');
  CREATE SEQUENCE bench.number;
  CREATE TABLE bench.stocks (n int PRIMARY KEY, id text NOT NULL);
  INSERT INTO bench.stock_items SELECT * FROM public.stock_items;
  INSERT INTO bench.stock_balances SELECT * FROM public.stock_balances;
  INSERT INTO bench.stocks SELECT row_number() OVER (ORDER BY id), id FROM public.stock_items;`;

/** One order of the tower that was promised its stock, as the pattern of all. */
const pattern = async (database: pg.Pool): Promise<void> => {
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM orders WHERE stage = 'allocated' ORDER BY placed_at DESC, id LIMIT 1`,
  );
  const [order] = rows;
  if (!order) throw new Error('no order was promised stock');
  const copies = {
    orders: 'id = $1',
    event_log: 'correlation_id = $1',
    stock_movements: 'order_id = $1',
    stock_reservations: 'order_id = $1',
  };
  for (const [table, where] of Object.entries(copies)) {
    await database.query(`CREATE TABLE bench.model_${table} (LIKE public.${table})`);
    await database.query(`INSERT INTO bench.model_${table} SELECT * FROM public.${table} WHERE ${where}`, [order.id]);
  }
};

/** Prepares the tables; answers the script of one order, over as many stocks as the tower has. */
export const bareScript = async (database: pg.Pool): Promise<string> => {
  await database.query(schema);
  await pattern(database);
  const { rows } = await database.query<{ n: number }>('SELECT count(*)::int AS n FROM bench.stocks');
  const orders = await columnsOf(database, 'orders', ['id', 'external_id']);
  const events = await columnsOf(database, 'event_log', ['id', 'stream_id', 'version', 'correlation_id', 'tx']);
  const movements = await columnsOf(database, 'stock_movements', ['id', 'stock_id', 'order_id']);
  const reservations = await columnsOf(database, 'stock_reservations', ['stock_id', 'order_id']);
  await database.query('ANALYZE');
  await database.query('CHECKPOINT');
  return `\\set n random(1, ${rows[0]?.n ?? 1})
BEGIN;
SELECT nextval('bench.number') AS o, id AS s FROM bench.stocks WHERE n = :n \\gset
INSERT INTO bench.orders (id, external_id, ${orders}) SELECT 'ord_' || :o, 'bench-' || :o, ${orders} FROM bench.model_orders;
UPDATE bench.stock_items SET version = version + 1 WHERE id = :s;
UPDATE bench.stock_balances SET reserved = reserved + 1 WHERE stock_id = :s;
INSERT INTO bench.stock_movements (id, stock_id, order_id, ${movements}) SELECT 'mov_' || :o, :s, 'ord_' || :o, ${movements} FROM bench.model_stock_movements;
INSERT INTO bench.stock_reservations (stock_id, order_id, ${reservations}) SELECT :s, 'ord_' || :o, ${reservations} FROM bench.model_stock_reservations;
INSERT INTO bench.event_log (stream_id, version, correlation_id, ${events}) SELECT CASE stream WHEN 'order' THEN 'ord_' || :o ELSE :s END, version + 3 * :o, 'ord_' || :o, ${events} FROM bench.model_event_log ORDER BY id;
COMMIT;
`;
};
