/** Reading stock over HTTP: levels, balances, what could be promised, the ledger. */
import * as api from '@gantry/shared/api/inventory/stock';
import { merchantFilter } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import type { Sql } from '../../../platform/database.ts';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { serve } from '../../../platform/http/serve.ts';
import { readProducts, readRules, readWarehouses } from '../reading.ts';
import { readStocks } from '../stock/moving.ts';
import { dayOf, stockIdOf } from '../stock/stock.ts';
import { availabilityOf, type Content } from './availability.ts';
import { readBalances, shownBalance } from './balances.ts';
import { type LevelRow, readLevels, wholeLevels } from './levels.ts';
import { readMovements } from './movements.ts';

/** Units that orders wait for, by stock; orders say how many, since they know what waits. */
export type Demand = (sql: Sql, stockIds: readonly string[]) => Promise<Map<string, number>>;

/** The parts of a cursor's second half, which names a row beside its SKU. */
const partsOf = (id: string): string[] => id.split(' ');

const levels = serve(api.listLevels, async ({ platform, caller, query }) => {
  const { q, warehouse, show, limit } = query;
  const [sku, rest] = readCursor(query.cursor, 'text') ?? [];
  const [stockId = '', site = ''] = partsOf(rest ?? '');
  const rows = await readLevels(platform.database, {
    q,
    warehouse,
    show,
    limit: limit + 1,
    merchants: merchantFilter(caller),
    after: sku === undefined ? undefined : { sku, stockId, warehouse: site },
    today: dayOf(platform.clock.now()),
  });
  const whole = await wholeLevels(platform.database, rows.slice(0, limit));
  const cursor = (row: LevelRow): string => cursorOf(row.sku, `${row.stockId} ${row.warehouse}`);
  return { ...pageFrom(rows, limit, { item: (row) => row, cursor }), items: whole };
});

const balances = serve(api.listBalances, async ({ platform, caller, query }) => {
  const { sku, warehouse, limit } = query;
  const [from, rest] = readCursor(query.cursor, 'text') ?? [];
  const [stockId = '', site = '', bin = '', condition = ''] = partsOf(rest ?? '');
  const rows = await readBalances(platform.database, {
    sku,
    warehouse,
    limit: limit + 1,
    merchants: merchantFilter(caller),
    after: from === undefined ? undefined : [from, stockId, site, bin, condition],
    today: dayOf(platform.clock.now()),
  });
  return pageFrom(rows, limit, {
    item: shownBalance,
    cursor: (row) => cursorOf(row.sku, [row.stockId, row.warehouse, row.bin, row.condition].join(' ')),
  });
});

const movements = serve(api.listMovements, async ({ platform, caller, query: { cursor, limit, ...filters } }) => {
  const rows = await readMovements(platform.database, {
    ...filters,
    limit: limit + 1,
    merchants: merchantFilter(caller),
    after: readCursor(cursor),
  });
  return pageFrom(rows, limit, {
    item: (row) => ({ ...row, at: row.at.toISOString() }),
    cursor: ({ at, movementId }) => cursorOf(at, movementId),
  });
});

/** What one unit of a product is made of; a part that stands twice in a kit counts together. */
const contentsOf = (
  merchant: string,
  sku: string,
  components: readonly { sku: string; quantity: number }[],
): Content[] => {
  if (components.length === 0) return [{ stockId: stockIdOf(merchant, sku), perUnit: 1 }];
  const perStock = new Map<string, number>();
  for (const part of components) {
    const id = stockIdOf(merchant, part.sku);
    perStock.set(id, (perStock.get(id) ?? 0) + part.quantity);
  }
  return [...perStock].map(([stockId, perUnit]) => ({ stockId, perUnit }));
};

const availability = (demand: () => Demand) =>
  serve(api.availability, async ({ platform: { database, clock }, caller, query: { sku, channel, on } }) => {
    const merchant = merchantToActFor(caller);
    const own = stockIdOf(merchant, sku);
    const product = (await readProducts(database, [{ merchant, sku }])).get(own);
    if (!product) throw new Refusal('missing', 'no_such_product', 'There is no such product in the catalog');
    const contents = contentsOf(merchant, sku, product.components);
    const [rules] = channel === undefined ? [] : await readRules(database, [{ merchant, channel }]);
    const open = (await readWarehouses(database)).map(({ warehouse }) => warehouse);
    const stockIds = contents.map(({ stockId }) => stockId);
    const waiting = await demand()(database, [own]);
    return {
      sku,
      waiting: waiting.get(own) ?? 0,
      ...availabilityOf(contents, await readStocks(database, stockIds), {
        warehouses: open.filter((one) => rules?.warehouses?.includes(one) ?? true),
        keepBack: rules?.keepBack ?? 0,
        day: on ?? dayOf(clock.now()),
      }),
    };
  });

/** `demand` is asked for anew: who knows it is opened later. */
export const levelRoutes = (demand: () => Demand) => [levels, balances, movements, availability(demand)];
