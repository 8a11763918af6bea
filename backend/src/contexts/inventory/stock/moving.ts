/**
 * Moving stock within a transaction that holds it: the one way by which anything changes stock. Units that come back to a
 * lot of which nothing was left bring the lot's cost and dates with them again.
 */
import type { StockEvent } from '@gantry/shared/events/inventory/stock';
import type { MovementKind } from '@gantry/shared/vocabulary/inventory';
import type { Decide } from '../../../kernel/decider.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Outcome } from '../../../platform/write/stream.ts';
import { type Holding, hold, type Unit } from '../../../platform/write/transact.ts';
import { type Bins, binsFor, insistOnRoom, type Joining, joiningOf } from '../places/capacity.ts';
import { type Movement, moveStock } from './decide.ts';
import { lotKey, readLots } from './lots.ts';
import { type Stock, stockIdOf } from './stock.ts';
import { readStocks, stockStream } from './store.ts';

export type StockCommand = Movement & { merchant: string; sku: string; thread: Thread };

/** Holds the stock of products; of kits their parts, since a kit has none of its own. */
export const holdStocks = (stockIds: Iterable<string>): Holding => hold(stockStream, stockIds);

/** Lots that units join and of which the command says nothing. */
const comesBackTo = ({ merchant, sku, entries, lots = [], inTransit }: StockCommand) => {
  const told = new Set(lots.map(({ lot }) => lot));
  const grown = [
    ...entries.filter(({ onHand }) => onHand > 0),
    ...(inTransit?.lots.filter(({ quantity }) => quantity > 0) ?? []),
  ];
  return [...new Set(grown.map(({ lot }) => lot))]
    .filter((lot) => !told.has(lot))
    .map((lot) => ({ stockId: stockIdOf(merchant, sku), lot }));
};

/** Below which available units of stocks an alert is raised; nothing for those of which no alert is wanted. */
export const reorderPoints = async (tx: Sql, stockIds: readonly string[]): Promise<Map<string, number>> => {
  const rows = await tx.rows<{ stockId: string; point: number }>(
    `SELECT i.id AS "stockId", (p.content ->> 'reorderPoint')::int AS point FROM stock_items i
     JOIN products p ON (p.merchant, p.sku) = (i.merchant, i.sku)
     WHERE i.id = ANY($1::text[]) AND p.content ? 'reorderPoint' AND NOT p.archived`,
    stockIds,
  );
  return new Map(rows.map(({ stockId, point }) => [stockId, point]));
};

/** Kinds that lay units where somebody says. What comes back from an order that did not leave lies where it lay before. */
const layingKinds: readonly MovementKind[] = [
  'receipt',
  'transfer',
  'return_restock',
  'return_damaged',
  'pick',
  'adjust',
];

/** Bins that a movement fills. A count says what lies there already, however much it is. */
const fillsOf = ({ kind, reason, entries }: StockCommand): Joining[] =>
  layingKinds.includes(kind) && reason !== 'counted' ? joiningOf(entries).filter(({ quantity }) => quantity > 0) : [];

/** The decision of a command, which is refused where a bin has no room for what it lays there. */
const decideWithin =
  (command: StockCommand, bins: Bins, decide: Decide<Stock, StockEvent>): Decide<Stock, StockEvent> =>
  (state) => {
    for (const joining of fillsOf(command)) insistOnRoom(bins, joining);
    const events = decide(state);
    if (events.length > 0) for (const joining of joiningOf(command.entries)) bins.let(joining);
    return events;
  };

/**
 * Moves stock; the streams are held. Commands see each other's effects in their order. Outcomes stand in theirs: one that
 * leaves too little is a Refusal `stock_short`, one that lays too much into a bin `over_capacity`, and harms no other.
 */
export const moveStocks = async (
  { tx, now, apply }: Unit,
  commands: readonly StockCommand[],
): Promise<Outcome<Stock>[]> => {
  if (commands.length === 0) return [];
  const ids = [...new Set(commands.map(({ merchant, sku }) => stockIdOf(merchant, sku)))];
  const points = await reorderPoints(tx, ids);
  const known = await readLots(tx, commands.flatMap(comesBackTo));
  const bins = await binsFor(tx, commands.flatMap(fillsOf));
  return apply(
    stockStream,
    commands.map((command) => {
      const { thread, ...movement } = command;
      const id = stockIdOf(command.merchant, command.sku);
      const back = comesBackTo(command).flatMap((one) => known.get(lotKey(one.stockId, one.lot)) ?? []);
      const lots = [...(command.lots ?? []), ...back];
      const decide = moveStock({ ...movement, lots, now, reorderPoint: points.get(id) ?? null });
      return { id, thread, decide: decideWithin(command, bins, decide) };
    }),
  );
};

export { readStocks };
