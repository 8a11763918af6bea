/**
 * The line in which orders wait for stock: those of it who could be served now. Whoever could not be, because the channel may
 * not draw on where it lies or because a kit's other parts are missing, stands in nobody's way.
 */
import type { Sql } from '../../../platform/database.ts';
import { availableOn, type Inventory, type OpenWarehouse, type Stock } from '../../inventory/public.ts';
import { byTurn, type Turn } from '../turn.ts';
import { type DemandKind, readKinds, readWaiters, type Waiter, type WaitersAsked } from './demand.ts';

/** Units of a stock that some warehouses could give on a day. */
const unitsIn = ({ buckets, lots }: Stock, warehouses: ReadonlySet<string>, day: string): number =>
  availableOn({ buckets: buckets.filter(({ warehouse }) => warehouses.has(warehouse)), lots }, day);

type Asked = { stocks: ReadonlyMap<string, Stock>; warehouses: readonly OpenWarehouse[]; now: Date };

/** The kinds of demand that there is something for, and parts of kits that there is nothing of. */
const servableKinds = async (tx: Sql, inventory: Inventory, { stocks, warehouses, now }: Asked) => {
  const day = now.toISOString().slice(0, 10);
  const open = warehouses.map(({ warehouse }) => warehouse);
  const anywhere = new Set(open);
  const some = [...stocks.values()].filter((stock) => unitsIn(stock, anywhere, day) > 0);
  const kinds =
    some.length > 0
      ? await readKinds(
          tx,
          some.map(({ stockId }) => stockId),
        )
      : [];
  if (kinds.length === 0) return { kinds, lacking: [] };
  const rules = await inventory.rules(tx, kinds);
  const others = [...new Set(kinds.flatMap((kind) => kind.others))];
  const beside = await inventory.stocks(tx, others);
  const lacking = others.filter((id) => {
    const stock = stocks.get(id) ?? beside.get(id);
    return !stock || unitsIn(stock, anywhere, day) <= 0;
  });
  const may = ({ stockId }: DemandKind, i: number): boolean => {
    const [stock, rule] = [stocks.get(stockId), rules[i]];
    return (
      stock !== undefined && rule !== undefined && unitsIn(stock, new Set(rule.warehouses ?? open), day) > rule.keepBack
    );
  };
  return { kinds: kinds.filter(may), lacking };
};

type Line = { waiters: Waiter[]; beyond: Map<string, Turn> };

/**
 * Those who wait for stocks and could be served, in their turns. `beyond`: of a stock for which more wait than were read, the
 * last turn up to which nobody is missing.
 */
export const readLine = async (
  tx: Sql,
  inventory: Inventory,
  { most, without = [], after, until, ...asked }: Asked & Pick<WaitersAsked, 'most' | 'without' | 'after' | 'until'>,
): Promise<Line> => {
  const { kinds, lacking } = await servableKinds(tx, inventory, asked);
  const found = await readWaiters(tx, { kinds, lacking, without, after, until, most });
  const beyond = new Map<string, Turn>();
  for (const { stockId, channel } of kinds) {
    const own = found.filter((one) => one.stockId === stockId && one.channel === channel);
    const last = own.at(-1);
    if (!last || own.length < most) continue;
    const known = beyond.get(stockId);
    if (!known || byTurn(last, known) < 0) beyond.set(stockId, last);
  }
  return { waiters: found.sort(byTurn), beyond };
};
