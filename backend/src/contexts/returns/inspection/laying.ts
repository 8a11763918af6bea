/** Laying inspected units down: movements of the ledger in the return's own transaction, with the lots they left with. */
import type { StockEntry } from '@gantry/shared/events/inventory/stock';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import type { Unit } from '../../../platform/write/transact.ts';
import { type Inventory, type StockCommand, stockIdOf } from '../../inventory/public.ts';
import type { Order } from '../../orders/public.ts';
import { partsOf } from '../counts.ts';
import type { Inspection, Rma } from '../rma.ts';
import type { Inspecting, LotLeft } from './inspect.ts';

/** Every SKU that an inspection may lay down. */
export const skusIn = (rma: Pick<Rma, 'lines' | 'unexpected'>, units: Inspecting['units']): string[] => [
  ...new Set([
    ...rma.lines.flatMap((line) => partsOf(line).map(({ sku }) => sku)),
    ...rma.unexpected.map(({ sku }) => sku),
    ...units.flatMap(({ sku }) => sku ?? []),
  ]),
];

/** Of SKUs, those that are in the catalog: kits, which have no stock of their own, and others, which have. */
export const keptOf = async (
  tx: Sql,
  inventory: Inventory,
  { merchant, skus }: { merchant: string; skus: readonly string[] },
): Promise<{ stocked: Set<string>; kits: Set<string> }> => {
  const products = await inventory.products(
    tx,
    skus.map((sku) => ({ merchant, sku })),
  );
  const kits = new Set<string>();
  const stocked = new Set<string>();
  for (const { sku, components } of products.values()) (components.length > 0 ? kits : stocked).add(sku);
  return { stocked, kits };
};

/** Lots with which units of an order left, less those that its returns laid down again. */
export const lotsLeft = ({ issued }: Order, returns: readonly Rma[]): LotLeft[] => {
  const left = new Map<string, LotLeft>();
  const add = ({ lineId, sku, lot, quantity }: LotLeft): void => {
    const key = JSON.stringify([lineId, sku, lot]);
    left.set(key, { lineId, sku, lot, quantity: (left.get(key)?.quantity ?? 0) + quantity });
  };
  for (const { taken } of issued) for (const one of taken) add(one);
  for (const { inspections } of returns)
    for (const { lineId, sku, lot, quantity, outcome } of inspections)
      if (lineId !== null && lot !== null && outcome !== 'wrong_item') add({ lineId, sku, lot, quantity: -quantity });
  return [...left.values()].filter(({ quantity }) => quantity > 0);
};

const entryOf = (warehouse: string, { bin, lot, outcome, quantity }: Inspection): StockEntry => ({
  warehouse,
  bin,
  lot: lot ?? '',
  condition: outcome === 'damaged' ? 'damaged' : 'sellable',
  onHand: quantity,
  reserved: 0,
});

/** The movements of an inspection: one for each line, product and condition. */
const movementsOf = (rma: Rma, units: readonly Inspection[], { thread, now }: { thread: Thread; now: Date }) => {
  const laid = units.filter(({ lot }) => lot !== null);
  const kindOf = ({ outcome }: Inspection) => (outcome === 'damaged' ? 'return_damaged' : 'return_restock');
  const groups = Map.groupBy(laid, (one) => JSON.stringify([one.lineId, one.sku, kindOf(one)]));
  return [...groups.values()].flatMap((group): StockCommand[] => {
    const [first] = group;
    if (!first) return [];
    return [
      {
        movementId: newId('mov', now),
        merchant: rma.merchant,
        sku: first.sku,
        kind: kindOf(first),
        entries: group.map((one) => entryOf(one.warehouse, one)),
        orderId: rma.orderId,
        ...(first.lineId === null ? {} : { lineId: first.lineId }),
        reference: rma.returnId,
        thread,
      },
    ];
  });
};

type Laying = { rma: Rma; inspectionId: string; named: Inspecting['units']; thread: Thread };

/** Throws a Refusal that names the rows whose bin is not there, or has no room for all that is to be laid into it. */
const insistOnBins = async (
  unit: Unit,
  inventory: Inventory,
  { named, laid }: Pick<Laying, 'named'> & { laid: Inspection[] },
) => {
  const errors: FieldError[] = [];
  let kind: Refusal | undefined;
  for (const [bin, units] of Map.groupBy(laid, (one) => one.bin)) {
    const [first] = units;
    if (!first || bin === '') continue;
    const quantity = units.reduce((sum, one) => sum + one.quantity, 0);
    try {
      await inventory.insistOnRoom(unit.tx, { warehouse: first.warehouse, bin, quantity });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      kind ??= error;
      const message = error.errors[0]?.message ?? error.message;
      errors.push(...named.flatMap((row, i) => (row.bin === bin ? [{ path: `units.${i}.bin`, message }] : [])));
    }
  }
  if (kind) throw new Refusal(kind.kind, kind.code, kind.message, errors);
};

/** Lays down what an inspection found; its stocks are held. Throws a Refusal where a bin cannot take it. */
export const layDown = async (
  unit: Unit,
  inventory: Inventory,
  { rma, inspectionId, named, thread }: Laying,
): Promise<void> => {
  const units = rma.inspections.filter((one) => one.inspectionId === inspectionId);
  await insistOnBins(unit, inventory, { named, laid: units.filter(({ lot }) => lot !== null) });
  allDone(await inventory.move(unit, movementsOf(rma, units, { thread, now: unit.now })));
};

/** The stocks that an inspection may move. */
export const stocksIn = (rma: Rma, units: Inspecting['units']): string[] =>
  skusIn(rma, units).map((sku) => stockIdOf(rma.merchant, sku));
