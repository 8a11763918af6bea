/**
 * The ledger of stock: a row for each place that a movement changed, so that what lay where at any time is a sum. Units on
 * their way between warehouses stand under no warehouse. It says nothing of people: orders are in it by their ids.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import { stockMoved } from '@gantry/shared/events/inventory/stock';
import { appendTable } from '../append-table.ts';
import { type Columns, millis, type RowOf } from '../columns.ts';
import { on } from '../event-rules.ts';

const columns = {
  seq: { type: 'UInt64', about: 'Log position of the movement' },
  entry: { type: 'UInt32', about: 'Which of its places, from 1' },
  movementId: { type: 'String', about: 'Id of the movement, mov_...' },
  at: { type: "DateTime64(3, 'UTC')", about: 'When it happened in the world; a count holds as of its own time' },
  kind: {
    type: 'LowCardinality(String)',
    about: 'receipt, reserve, release, pick, ship, transfer, adjust or a return',
  },
  reason: { type: 'LowCardinality(Nullable(String))', about: 'Why it was corrected, of kind adjust' },
  sku: { type: 'String', about: 'SKU of the catalog; its merchant is in merchant' },
  warehouse: { type: 'LowCardinality(String)', about: 'Where; empty for units on their way between warehouses' },
  condition: { type: 'LowCardinality(String)', about: 'sellable, damaged, or in_transit' },
  onHand: { type: 'Int64', about: 'Units that joined (+) or left (-); their sum up to a time is what lay there then' },
  reserved: { type: 'Int64', about: 'Units promised to orders (+) or no longer promised (-)' },
  orderId: { type: 'Nullable(String)', about: 'Order it was done for; null for what people and counts did' },
} as const satisfies Columns;

export type StockRow = RowOf<typeof columns>;

/** The rows of a movement. */
export const stockRows = ({ seq, occurredAt, payload }: RecordedOf<typeof stockMoved>): StockRow[] => {
  const { movementId, kind, sku, entries, inTransit, reason = null, orderId = null } = payload;
  const places = entries.map(({ warehouse, condition, onHand, reserved }) => ({
    warehouse,
    condition,
    onHand,
    reserved,
  }));
  const underWay = inTransit?.lots.reduce((sum, { quantity }) => sum + quantity, 0);
  const all =
    underWay === undefined
      ? places
      : [...places, { warehouse: '', condition: 'in_transit', onHand: underWay, reserved: 0 }];
  return all.map((place, index) => ({
    seq,
    entry: index + 1,
    movementId,
    at: millis(occurredAt),
    kind,
    reason,
    sku,
    orderId,
    ...place,
  }));
};

export const stockFacts = appendTable({
  name: 'stock_facts',
  about: 'Every movement of stock, a row for each place it changed. Sums of on_hand and reserved are balances',
  revision: 1,
  columns,
  orderBy: ['sku', 'at', 'seq', 'entry'],
  shardBy: 'sku',
  position: 'seq',
  rows: [on(stockMoved, stockRows)],
});
