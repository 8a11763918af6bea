/** Where an order stands: its stage, and what of each line is open, promised, waited for and gone. Pure. */
import type { OrderLine } from '@gantry/shared/events/orders';
import type { OrderStage } from '@gantry/shared/vocabulary/orders';
import type { Hold, Order } from './order.ts';

/** Units of a part of a kit; `perUnit` of them make one unit of the line. */
export type PartUnits = { sku: string; perUnit: number; quantity: number };

/**
 * A line with its id and what became of its units. `open`: neither cancelled nor gone. `ahead`: every part of a kit of which some
 * left before the others of their unit did, with what left beyond whole units; empty where nothing did.
 */
export type LineStanding = {
  lineId: string;
  line: OrderLine;
  cancelled: number;
  shipped: number;
  open: number;
  ahead: PartUnits[];
};

/** What names a line within its order: its own id, else its place. */
export const lineIdOf = ({ lineId }: OrderLine, index: number): string => lineId ?? String(index + 1);

type Issued = Order['issued'][number];

/** The parts of a line in an issue with what of them left. */
const partsIn = ({ parts = [], taken }: Issued, lineId: string): PartUnits[] =>
  parts
    .filter((part) => part.lineId === lineId)
    .map(({ sku, perUnit }) => ({
      sku,
      perUnit,
      quantity: taken.reduce((sum, one) => sum + (one.lineId === lineId && one.sku === sku ? one.quantity : 0), 0),
    }));

const recipeOf = (parts: readonly PartUnits[]): string =>
  JSON.stringify(parts.map(({ sku, perUnit }) => [sku, perUnit]).sort());

const added = (some: readonly PartUnits[], more: readonly PartUnits[]): PartUnits[] =>
  some.map((one) => ({
    ...one,
    quantity: one.quantity + (more.find(({ sku }) => sku === one.sku)?.quantity ?? 0),
  }));

/**
 * What left of a line part by part: whole units, and what left beyond them. Where the catalog changed what a unit is made of, what
 * left before makes up units of what it was made of then.
 */
const goneByParts = (issued: Order['issued'], lineId: string): Pick<LineStanding, 'shipped' | 'ahead'> => {
  const recipes = new Map<string, PartUnits[]>();
  for (const issue of issued) {
    const parts = partsIn(issue, lineId);
    if (parts.length === 0) continue;
    const recipe = recipeOf(parts);
    const known = recipes.get(recipe);
    // The newest stands last.
    recipes.delete(recipe);
    recipes.set(recipe, known ? added(known, parts) : parts);
  }
  const whole = (parts: readonly PartUnits[]): number =>
    Math.min(...parts.map(({ perUnit, quantity }) => Math.floor(quantity / perUnit)));
  const shipped = [...recipes.values()].reduce((sum, parts) => sum + whole(parts), 0);
  const newest = [...recipes.values()].at(-1) ?? [];
  const beyond = newest.map((part) => ({ ...part, quantity: part.quantity - whole(newest) * part.perUnit }));
  return { shipped, ahead: beyond.some(({ quantity }) => quantity > 0) ? beyond : [] };
};

/** The lines of an order as they stand. */
export const linesOf = ({
  content,
  cancelled,
  issued,
}: Pick<Order, 'content' | 'cancelled' | 'issued'>): LineStanding[] =>
  content.lines.map((line, index) => {
    const lineId = lineIdOf(line, index);
    const gone = issued.flatMap(({ lines }) => lines).filter((one) => one.lineId === lineId);
    const byParts = goneByParts(issued, lineId);
    const shipped = gone.reduce((sum, { quantity }) => sum + quantity, 0) + byParts.shipped;
    const without = cancelled[lineId] ?? 0;
    const open = Math.max(0, line.quantity - without - shipped);
    return { lineId, line, cancelled: without, shipped, open, ahead: byParts.ahead };
  });

/** Whole units of a line that parts of it make up: as many as the scarcest part allows. */
export const unitsOf = (parts: readonly PartUnits[]): number => {
  const bySku = new Map<string, number>();
  for (const { sku, quantity, perUnit } of parts) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity / perUnit);
  return bySku.size === 0 ? 0 : Math.floor(Math.min(...bySku.values()));
};

/** Whether anything of a line left, were it a part of a unit. */
export const hasLeft = ({ shipped, ahead }: Pick<LineStanding, 'shipped' | 'ahead'>): boolean =>
  shipped > 0 || ahead.length > 0;

/** The stage of an order. A hold shows until all of it has left. */
export const stageOf = (order: Order): OrderStage => {
  if (order.status === 'cancelled') return 'cancelled';
  const lines = linesOf(order);
  const open = lines.reduce((sum, line) => sum + line.open, 0);
  const some = lines.some(hasLeft);
  if (open === 0 && some) return 'shipped';
  if (order.holds.length > 0) return 'held';
  if (some) return 'partly_shipped';
  if (order.waiting.length > 0) return order.allocations.length > 0 ? 'partly_allocated' : 'backordered';
  return order.allocations.length > 0 ? 'allocated' : 'placed';
};

/** When it was over: all of it gone, or cancelled; null while it is not. */
export const overAt = (order: Order): string | null => {
  const stage = stageOf(order);
  if (stage === 'cancelled') return order.cancelledAt;
  return stage === 'shipped'
    ? (order.issued
        .map(({ at }) => at)
        .sort()
        .at(-1) ?? null)
    : null;
};

/** When the next of its holds ends by itself; null where none does. */
export const nextEnd = (holds: readonly Hold[]): string | null =>
  holds.reduce<string | null>(
    (next, { until }) => (until !== null && (next === null || until < next) ? until : next),
    null,
  );

/** Everything it names by a SKU: the catalog's and the channel's. */
export const skusOf = ({ content }: Pick<Order, 'content'>): string[] =>
  [
    ...new Set(content.lines.flatMap(({ sku, channelSku }) => (channelSku === undefined ? [sku] : [sku, channelSku]))),
  ].sort();

/** Where stock is promised to it. */
export const warehousesOf = ({ allocations }: Pick<Order, 'allocations'>): string[] =>
  [...new Set(allocations.map(({ warehouse }) => warehouse))].sort();
