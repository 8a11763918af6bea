/** Orders as a board: how many stand where and for how long, the oldest first, and the units that nothing could be promised of. */
import type { QueryOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { orderBoard } from '@gantry/shared/api/orders/board';
import { type OrderStage, orderStages } from '@gantry/shared/vocabulary/orders';
import type { Sql } from '../../../platform/database.ts';
import type { Order } from '../order.ts';
import { type Bind, fromWarehouse, ofMerchants, type Question } from './list.ts';

type Query = QueryOf<typeof orderBoard>;
type Board = ReplyOf<typeof orderBoard>;
export type BoardAsked = Query & { merchants: readonly string[] | null; now: Date };
/** How many orders stand somewhere, and how many of each age. */
export type StageCount = { stage: OrderStage; count: number; ages: number[] };
export type BoardColumn = StageCount & { orders: Order[] };

const overStages: readonly OrderStage[] = ['shipped', 'cancelled'];
const openStages = orderStages.filter((stage) => !overStages.includes(stage));
/** How long what is over is still shown. */
const shownMs = 86_400_000;
/** Until when an order is of an age, in hours; what is older is of the last. */
const ageHours = [1, 4, 24, 72];

/** Which orders stand on the board: those that are not over, and those that were over within the day. */
const onBoard = (stages: readonly OrderStage[], asked: BoardAsked, bind: Bind): string => {
  const isOver = stages.every((stage) => overStages.includes(stage));
  const [only] = stages;
  const conditions = [
    stages.length === 1 ? `stage = ${bind(only)}` : `stage = ANY(${bind(stages)}::text[])`,
    isOver ? `over_at >= ${bind(new Date(asked.now.getTime() - shownMs))}::timestamptz` : 'over_at IS NULL',
    ...ofMerchants(asked.merchants, bind),
    ...(asked.channel === undefined ? [] : [`channel = ${bind(asked.channel)}`]),
    ...fromWarehouse(asked.warehouse, bind),
  ];
  return `WHERE ${conditions.join(' AND ')}`;
};

const countsOf = (asked: BoardAsked, stages: readonly OrderStage[]): { text: string; values: unknown[] } => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const edges = ageHours.map((hours) => bind(new Date(asked.now.getTime() - hours * 3_600_000)));
  const ages = [...edges, undefined].map((edge, i) => {
    const younger = edge === undefined ? [] : [`placed_at > ${edge}::timestamptz`];
    const older = i === 0 ? [] : [`placed_at <= ${edges[i - 1]}::timestamptz`];
    return `count(*) FILTER (WHERE ${[...younger, ...older].join(' AND ')})::int`;
  });
  const where = onBoard(stages, asked, bind);
  const text = `SELECT stage, count(*)::int AS count, ARRAY[${ages.join(', ')}] AS ages FROM orders ${where} GROUP BY stage`;
  return { text, values };
};

/** The oldest of a stage; of what is over the last, since that is what somebody looks for. */
const cardsOf = (asked: BoardAsked, stage: OrderStage): Question => {
  const values: unknown[] = [];
  const bind: Bind = (value) => `$${values.push(value)}`;
  const by = overStages.includes(stage) ? 'over_at DESC, id' : 'placed_at, id';
  const where = onBoard([stage], asked, bind);
  return { rest: `${where} ORDER BY ${by} LIMIT ${bind(asked.limit)}`, values };
};

/** Every question the board asks, for whoever measures them. */
export const boardQuestions = (asked: BoardAsked) => ({
  counts: [countsOf(asked, openStages), countsOf(asked, overStages)],
  cards: orderStages.map((stage) => ({ stage, ...cardsOf(asked, stage) })),
});

type Rows = { list(sql: Sql, rest: string, ...values: unknown[]): Promise<Order[]> };

/** The columns of the board, in the order of the stages. `rows`: with what names people, or without. */
export const boardColumns = async (sql: Sql, rows: Rows, asked: BoardAsked): Promise<BoardColumn[]> => {
  const { counts, cards } = boardQuestions(asked);
  const counted = (await Promise.all(counts.map(({ text, values }) => sql.rows<StageCount>(text, ...values)))).flat();
  return Promise.all(
    cards.map(async ({ stage, rest, values }) => {
      const found = counted.find((one) => one.stage === stage);
      if (!found) return { stage, count: 0, ages: [...ageHours, 0].map(() => 0), orders: [] };
      return { ...found, orders: await rows.list(sql, rest, ...values) };
    }),
  );
};

const demand = `
  SELECT d.sku, d.merchant, sum(d.quantity)::float8 AS units, count(DISTINCT d.order_id)::int AS orders
  FROM order_demand d WHERE ($1::text[] IS NULL OR d.merchant = ANY($1))
    AND ($2::text IS NULL OR d.channel = $2)
  GROUP BY d.sku, d.merchant ORDER BY units DESC, d.sku, d.merchant LIMIT 100`;

/** Units that orders wait for, by SKU, the most first. */
export const unallocatedDemand = (
  sql: Sql,
  { merchants, channel }: { merchants: readonly string[] | null; channel?: string | undefined },
): Promise<Board['unallocated']> => sql.rows(demand, merchants, channel ?? null);

/** The backlog by stage and age without its orders, for the wall. */
export const backlogOf = (
  sql: Sql,
  asked: { merchants: readonly string[] | null; now: Date },
): Promise<StageCount[]> => {
  const { text, values } = countsOf({ ...asked, limit: 1 }, openStages);
  return sql.rows<StageCount>(text, ...values);
};
