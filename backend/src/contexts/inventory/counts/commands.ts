/** Booking counts: every row for itself, all in one transaction that holds the stocks they speak of. */
import type { BodyOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { countStock } from '@gantry/shared/api/inventory/stock';
import { Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { transact, type Writing } from '../../../platform/write/transact.ts';
import { readPackSizes, unitsGiven } from '../catalog/packs.ts';
import { binFaults } from '../places/capacity.ts';
import { siteFaults, whyNoStock } from '../stock/known.ts';
import { lotKey, readLots } from '../stock/lots.ts';
import { holdStocks, moveStocks, readStocks, type StockCommand } from '../stock/moving.ts';
import { bucketsAfter, emptyStock, type Stock, stockIdOf } from '../stock/stock.ts';
import { isIn, type Place, placeText } from '../stock/taking-off.ts';
import { judgeCount } from './count.ts';
import { type BookedCount, type EarlierCount, keepCounts, readEarlier, readMovedSince } from './store.ts';

type Asked = BodyOf<typeof countStock>;
type Line = Asked['lines'][number] & { counted: number };
type Input = Omit<Asked, 'lines'> & { countedAt: string; lines: Line[] };
type Answer = ReplyOf<typeof countStock>['lines'][number];
type By = { merchant: string; thread(stockId: string): Thread };

/** What all rows are judged by, and what has been judged so far. */
type Desk = {
  stocks: Map<string, Stock>;
  lots: Awaited<ReturnType<typeof readLots>>;
  earlier: EarlierCount[];
  moved: Awaited<ReturnType<typeof readMovedSince>>;
  whyNot(line: Line): string | undefined;
};

const deskOf = async (tx: Sql, { reference, lines, ...input }: Input, merchant: string): Promise<Desk> => {
  const ids = [...new Set(lines.map(({ sku }) => stockIdOf(merchant, sku)))];
  const countedAt = new Date(input.countedAt);
  const named = lines.flatMap(({ sku, lot }) =>
    lot === undefined ? [] : [{ stockId: stockIdOf(merchant, sku), lot }],
  );
  const without = await whyNoStock(
    tx,
    lines.map(({ sku }) => ({ merchant, sku })),
  );
  const sites = [...new Set(lines.map(({ warehouse }) => warehouse))];
  const unknown = new Map(
    (
      await siteFaults(
        tx,
        sites.map((warehouse) => ({ path: warehouse, warehouse, open: false })),
      )
    ).map(({ path, message }) => [path, message]),
  );
  const bins = lines.map(({ warehouse, bin }) => ({ path: JSON.stringify([warehouse, bin]), warehouse, bin }));
  const noBin = new Map((await binFaults(tx, bins)).map(({ path, message }) => [path, message]));
  return {
    stocks: await readStocks(tx, ids),
    lots: await readLots(tx, named),
    earlier: await readEarlier(tx, ids, { reference, countedAt }),
    moved: await readMovedSince(tx, ids, countedAt),
    whyNot: ({ sku, warehouse, bin, counted }) => {
      const why = without({ merchant, sku });
      if (why !== undefined) return `${sku} ${why}`;
      // That nothing lies where there is no bin is true, and clears what was booked there once.
      return unknown.get(warehouse) ?? (counted > 0 ? noBin.get(JSON.stringify([warehouse, bin])) : undefined);
    },
  };
};

const sameLot = (one: { lot: string }, { lot = '' }: Place): boolean => one.lot === lot;

/** Counts of a place, or of some of its lots. */
const countsOf = (desk: Desk, stockId: string, place: Place): EarlierCount[] =>
  desk.earlier.filter(
    (one) =>
      one.stockId === stockId &&
      one.warehouse === place.warehouse &&
      one.bin === place.bin &&
      one.condition === place.condition &&
      (one.lot === '' || place.lot === undefined || one.lot === place.lot),
  );

const movedAt = (desk: Desk, stockId: string, place: Place): number =>
  desk.moved
    .filter((one) => one.stockId === stockId && one.warehouse === place.warehouse && one.bin === place.bin)
    .filter((one) => one.condition === place.condition && (place.lot === undefined || one.lot === place.lot))
    .reduce((sum, { moved }) => sum + moved, 0);

const onHandAt = (stock: Stock | undefined, place: Place): number =>
  stock?.buckets.filter(isIn(place)).reduce((sum, { onHand }) => sum + onHand, 0) ?? 0;

type Counting = { desk: Desk; input: Input; by: By; now: Date };
type Row = { answer: Answer; booked?: BookedCount; command?: StockCommand };

/** What becomes of one row; the desk then knows of it. */
const rowOf = (line: Line, { desk, input, by, now }: Counting): Row => {
  const { sku, counted, lot, warehouse, bin, condition } = line;
  const place: Place = { warehouse, bin, condition, lot };
  const { merchant } = by;
  const stockId = stockIdOf(merchant, sku);
  const stock = desk.stocks.get(stockId);
  const onHand = onHandAt(stock, place);
  const answer = (outcome: Answer['outcome'], reason: string | null = null): Row => ({
    answer: { outcome, difference: 0, onHand, reason },
  });
  const why = desk.whyNot(line);
  if (why !== undefined) return answer('refused', why);
  const others = countsOf(desk, stockId, place);
  if (others.some((one) => one.reference === input.reference && sameLot(one, place))) return answer('unchanged');
  const countedAt = new Date(input.countedAt);
  const later = others.find((one) => one.countedAt > countedAt);
  if (later) return answer('refused', `${placeText(place)} was counted again as of ${later.countedAt.toISOString()}`);
  const { reference } = input;
  const found = { place, counted, countedAt, moved: movedAt(desk, stockId, place), reference };
  const known = lot === undefined ? undefined : desk.lots.get(lotKey(stockId, lot));
  const judged = judgeCount(found, stock ?? { sku, buckets: [], lots: [] }, { known, movementId: newId('mov', now) });
  const { difference, movement } = judged;
  const booked: BookedCount = {
    stockId,
    place,
    reference,
    countedAt,
    counted,
    difference,
    movementId: movement?.movementId ?? null,
  };
  const shown: Answer = { outcome: movement ? 'adjusted' : 'agrees', difference, onHand: judged.onHand, reason: null };
  if (!movement) return { answer: shown, booked };
  return { answer: shown, booked, command: { ...movement, merchant, sku, thread: by.thread(stockId) } };
};

/** Lets the rows that follow see what a row did. */
const take = (desk: Desk, { booked, command }: Row): void => {
  if (!booked) return;
  const { stockId, place, reference, countedAt } = booked;
  desk.earlier.push({ ...place, stockId, lot: place.lot ?? '', reference, countedAt });
  if (!command) return;
  const before = desk.stocks.get(stockId) ?? emptyStock({ stockId, merchant: command.merchant, sku: command.sku });
  desk.stocks.set(stockId, {
    ...before,
    buckets: bucketsAfter(before.buckets, command.entries),
    lots: [...before.lots, ...(command.lots ?? [])],
  });
};

/** A row that a rule refuses is answered as refused and harms no other. */
const answered = (line: Line, counting: Counting): Row => {
  try {
    const row = rowOf(line, counting);
    take(counting.desk, row);
    return row;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { desk, by } = counting;
    const onHand = onHandAt(desk.stocks.get(stockIdOf(by.merchant, line.sku)), line);
    return { answer: { outcome: 'refused', difference: 0, onHand, reason: error.message } };
  }
};

/** The rows of a count in units, whatever they were counted in. Throws a Refusal that names the fields. */
const inUnits = async (tx: Sql, lines: Asked['lines'], merchant: string): Promise<Line[]> => {
  const packed = lines.filter(({ packs }) => packs !== undefined);
  const sizes = await readPackSizes(
    tx,
    merchant,
    packed.map(({ sku }) => sku),
  );
  const found = lines.map(({ sku, warehouse, counted, packs }, i) => {
    const given = { units: counted, packs, unitsPath: `lines.${i}.counted`, packsPath: `lines.${i}.packs` };
    return unitsGiven(given, { sku, warehouse, sizes });
  });
  const faults = found.flatMap((one) => ('fault' in one ? [one.fault] : []));
  if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
  return lines.flatMap((line, i) => {
    const one = found[i];
    return one && 'units' in one ? [{ ...line, counted: one.units }] : [];
  });
};

/** Books a count. The same reference again counts no place twice. */
export const bookCount = (platform: Writing, asked: Asked, by: By): Promise<ReplyOf<typeof countStock>> => {
  const ids = new Set(asked.lines.map(({ sku }) => stockIdOf(by.merchant, sku)));
  return transact(platform, holdStocks(ids), async (unit) => {
    const { tx, now } = unit;
    const lines = await inUnits(tx, asked.lines, by.merchant);
    const input: Input = { ...asked, lines, countedAt: asked.countedAt ?? now.toISOString() };
    if (new Date(input.countedAt) > now)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'countedAt', message: 'lies ahead' },
      ]);
    const desk = await deskOf(tx, input, by.merchant);
    const rows = input.lines.map((line) => answered(line, { desk, input, by, now }));
    allDone(
      await moveStocks(
        unit,
        rows.flatMap(({ command }) => command ?? []),
      ),
    );
    await keepCounts(
      tx,
      rows.flatMap(({ booked }) => booked ?? []),
      now,
    );
    return { lines: rows.map(({ answer }) => answer) };
  });
};
