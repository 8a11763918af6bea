/** Looking at what came, unit by unit: what is restocked, damaged or another thing, and the lots it joins. Pure. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { changeReturn } from '@gantry/shared/api/returns/staff';
import { type ReturnEvent, returnInspected } from '@gantry/shared/events/returns';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { partsOf, type ToInspect, toInspect } from '../counts.ts';
import { known, mayStep } from '../decide.ts';
import { insistOnSameInspection } from '../repeated.ts';
import type { Inspection, ReturnLine, Rma } from '../rma.ts';

type Input = Extract<BodyOf<typeof changeReturn>, { action: 'inspect' }>;
export type Inspecting = Pick<Input, 'inspectionId' | 'units' | 'complete'>;
type Given = Input['units'][number];
/** Units of a lot with which a line's product left and which have not come back. */
export type LotLeft = { lineId: string; sku: string; lot: string; quantity: number };
/** `stocked`: SKUs of which stock is kept. `lots`: with which the order's units left. */
export type InspectionContext = {
  stocked: ReadonlySet<string>;
  kits: ReadonlySet<string>;
  lots: readonly LotLeft[];
  now: Date;
  /** Whether what was booked under this name, where anything was, said that nothing else came. */
  completeBefore?: boolean | undefined;
};

type Named = Pick<Inspection, 'lineId' | 'sku' | 'quantity' | 'outcome' | 'bin' | 'note'> & { lot: string | undefined };
type Laid = Omit<Inspection, 'inspectionId' | 'warehouse' | 'at'>;
type Desk = { rma: Rma; context: InspectionContext; left: ToInspect[] };
type Row = { units: Named[]; takes: ToInspect[] } | { errors: FieldError[] };

const fault = (path: string, message: string): Row => ({ errors: [{ path, message }] });

const unit = (
  { quantity, outcome, bin, lot, note }: Given,
  of: Pick<ToInspect, 'lineId' | 'sku'>,
  times = 1,
): Named => ({
  ...of,
  quantity: quantity * times,
  outcome,
  bin,
  lot,
  ...(note === undefined ? {} : { note }),
});

/** In a line's stead something else came: it is laid down as what it is, and counts as whole units of the line. */
const insteadOf = (line: ReturnLine, given: Given, path: string): Row => {
  const { sku, quantity } = given;
  const parts = partsOf(line);
  if (sku === undefined) return fault(`${path}.sku`, 'needed: what came in its stead');
  if (sku === line.sku || parts.some((part) => part.sku === sku))
    return fault(`${path}.sku`, 'is what was to come: the outcome is restock or damaged');
  const takes = parts.map((part) => ({ lineId: line.lineId, sku: part.sku, quantity: quantity * part.perUnit }));
  return { units: [unit(given, { lineId: line.lineId, sku })], takes };
};

const ofLine = (line: ReturnLine, given: Given, path: string): Row => {
  const { lineId } = line;
  const { sku, outcome } = given;
  if (outcome === 'wrong_item') return insteadOf(line, given, path);
  const parts = partsOf(line);
  const named = sku === undefined || sku === line.sku ? parts : parts.filter((part) => part.sku === sku);
  if (named.length === 0) return fault(`${path}.sku`, 'is no part of this line: another product is a wrong item');
  const whole = sku === undefined || sku === line.sku;
  const units = named.map((part) => unit(given, { lineId, sku: part.sku }, whole ? part.perUnit : 1));
  return { units, takes: units.map(({ quantity, sku: part }) => ({ lineId, sku: part, quantity })) };
};

const unannounced = (given: Given, path: string): Row => {
  const { sku, quantity } = given;
  if (sku === undefined) return fault(`${path}.sku`, 'needed for what was not announced');
  return { units: [unit(given, { lineId: null, sku })], takes: [{ lineId: null, sku, quantity }] };
};

const rowOf = ({ rma, context }: Desk, given: Given, path: string): Row => {
  if (given.sku !== undefined && given.outcome === 'wrong_item' && context.kits.has(given.sku))
    return fault(`${path}.sku`, 'is a kit: name its parts');
  if (given.lineId === null) return unannounced(given, path);
  const line = rma.lines.find(({ lineId }) => lineId === given.lineId);
  return line ? ofLine(line, given, path) : fault(`${path}.lineId`, 'is no line of this return');
};

/** Takes units off what is left to look at. Answers why not where fewer are left. */
const takeOff = ({ left }: Desk, takes: readonly ToInspect[]): string | undefined => {
  for (const take of takes) {
    const one = left.find(({ lineId, sku }) => lineId === take.lineId && sku === take.sku);
    const most = one?.quantity ?? 0;
    if (take.quantity > most)
      return `${most} × ${take.sku} came and were not inspected yet, and ${take.quantity} were to be inspected`;
    if (one) one.quantity -= take.quantity;
  }
  return undefined;
};

/** The lots that units join: those with which they left as far as these are known, else one that bears the return's number. */
const withLots = ({ rma, context }: Desk, units: readonly Named[]): Laid[] => {
  const lots = context.lots.map((one) => ({ ...one }));
  return units.flatMap(({ lot: named, ...one }): Laid[] => {
    if (!context.stocked.has(one.sku)) return [{ ...one, lot: null }];
    if (named !== undefined) return [{ ...one, lot: named }];
    let open = one.quantity;
    const known = lots.flatMap((left) => {
      const some = left.lineId === one.lineId && left.sku === one.sku ? Math.min(open, left.quantity) : 0;
      open -= some;
      left.quantity -= some;
      return some > 0 ? [{ ...one, quantity: some, lot: left.lot }] : [];
    });
    return open > 0 ? [...known, { ...one, quantity: open, lot: rma.number }] : known;
  });
};

const namedUnits = (desk: Desk, units: Inspecting['units']): Named[] => {
  const errors: FieldError[] = [];
  const beyond: FieldError[] = [];
  const named = units.flatMap((given, i) => {
    const row = rowOf(desk, given, `units.${i}`);
    if ('errors' in row) {
      errors.push(...row.errors);
      return [];
    }
    const message = takeOff(desk, row.takes);
    if (message !== undefined) beyond.push({ path: `units.${i}.quantity`, message });
    return row.units;
  });
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
  if (beyond.length > 0)
    throw new Refusal('conflict', 'more_than_received', `More is inspected than came: ${beyond[0]?.message}`, beyond);
  return named;
};

/** Units as they are told, of lines and parts, without a look at what is left of them. */
const toldOf = (rma: Rma, { inspectionId, units, complete }: Inspecting, context: InspectionContext) => {
  const desk: Desk = { rma, context, left: [] };
  const named = units.flatMap((given, i) => {
    const row = rowOf(desk, given, `units.${i}`);
    if ('errors' in row) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', row.errors);
    return row.units;
  });
  return { inspectionId, units: named, complete };
};

/**
 * Inspects units, once under the inspection's name, never more than came. Throws a Refusal that names the rows.
 * `complete`: what is left to look at is not there.
 */
export const inspect =
  ({ inspectionId, units, complete }: Inspecting, context: InspectionContext) =>
  (state: Rma | undefined): ReturnEvent[] => {
    const rma = known(state);
    const before = rma.inspections.filter((one) => one.inspectionId === inspectionId);
    if (before.length > 0) {
      insistOnSameInspection(toldOf(rma, { inspectionId, units, complete }, context), {
        units: before,
        complete: context.completeBefore ?? complete,
      });
      return [];
    }
    mayStep(rma, 'inspect');
    if (rma.warehouse === null) throw new RangeError(`${rma.returnId} was received nowhere`);
    const desk: Desk = { rma, context, left: toInspect(rma).map((one) => ({ ...one })) };
    const found = withLots(desk, namedUnits(desk, units));
    const { returnId, warehouse } = rma;
    const what = { returnId, inspectionId, warehouse, units: found, complete };
    return [returnInspected(what, { occurredAt: context.now.toISOString() })];
  };
