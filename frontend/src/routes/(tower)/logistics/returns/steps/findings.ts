/** What somebody typed of what they found, as the units of an inspection. Pure. */
import type { Rma } from '@gantry/shared/api/returns/rma';
import type { InspectionOutcome } from '@gantry/shared/vocabulary/returns';
import { type FieldError, wholeErrors, wholeOf } from '../../inventory/parts/whole-numbers.ts';

export type ToInspect = Rma['toInspect'][number];
/** How many of what is to be inspected are what, and where they were laid. */
export type Finding = {
  of: ToInspect;
  restock: string;
  restockBin: string;
  damaged: string;
  damagedBin: string;
  wrong: string;
  wrongSku: string;
  wrongBin: string;
  note: string;
};

export const findingOf = (of: ToInspect): Finding => ({
  of,
  restock: '',
  restockBin: '',
  damaged: '',
  damagedBin: '',
  wrong: '',
  wrongSku: '',
  wrongBin: '',
  note: '',
});

export type Field = keyof Omit<Finding, 'of'>;
type Typed = {
  at: number;
  outcome: InspectionOutcome;
  quantity: string;
  bin: string;
  sku: string | undefined;
  note: string;
};

const isPart = ({ of }: Finding, { lines }: Pick<Rma, 'lines'>): boolean =>
  lines.some(({ lineId, parts }) => lineId === of.lineId && parts.length > 0);

/** The units that were typed, in the order in which they are sent; `at` is the place of their finding. */
const typedOf = (rma: Pick<Rma, 'lines'>, findings: readonly Finding[]): Typed[] =>
  findings.flatMap((finding, at) => {
    const { of, restock, restockBin, damaged, damagedBin, wrong, wrongSku, wrongBin, note } = finding;
    const own = of.lineId === null || isPart(finding, rma) ? of.sku : undefined;
    const all: Typed[] = [
      { at, outcome: 'restock', quantity: restock, bin: restockBin, sku: own, note },
      { at, outcome: 'damaged', quantity: damaged, bin: damagedBin, sku: own, note },
      { at, outcome: 'wrong_item', quantity: wrong, bin: wrongBin, sku: wrongSku.trim() || undefined, note },
    ];
    return all.filter(({ quantity }) => quantity.trim() !== '');
  });

/** The units of the body. */
export const unitsOf = (rma: Pick<Rma, 'lines'>, findings: readonly Finding[]) =>
  typedOf(rma, findings).map(({ at, outcome, quantity, bin, sku, note }) => ({
    lineId: findings[at]?.of.lineId ?? null,
    quantity: wholeOf(quantity) ?? 0,
    outcome,
    bin: bin.trim(),
    ...(sku === undefined ? {} : { sku }),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  }));

/** What is wrong with what was typed, by the paths of the body. */
export const faultsIn = (rma: Pick<Rma, 'lines'>, findings: readonly Finding[]): FieldError[] => {
  const typed = typedOf(rma, findings);
  if (typed.length === 0) return [{ path: 'units', message: 'say how many are what' }];
  return wholeErrors(typed.map(({ quantity }, i) => ({ path: `units.${i}.quantity`, typed: quantity, least: 1 })));
};

const fields: Readonly<Record<InspectionOutcome, Readonly<Record<string, Field>>>> = {
  restock: { quantity: 'restock', bin: 'restockBin' },
  damaged: { quantity: 'damaged', bin: 'damagedBin' },
  wrong_item: { quantity: 'wrong', bin: 'wrongBin', sku: 'wrongSku' },
};

/** Errors of the body at the fields that were typed: by the place of the finding and its field. */
export const errorsAt = (
  rma: Pick<Rma, 'lines'>,
  findings: readonly Finding[],
  errors: readonly FieldError[],
): Map<string, string[]> => {
  const typed = typedOf(rma, findings);
  const found = new Map<string, string[]>();
  for (const { path, message } of errors) {
    const [, place = '', name = ''] = /^units\.(\d+)\.?(\w*)$/.exec(path) ?? [];
    const one = typed[Number(place)];
    if (place === '' || !one) continue;
    const field = fields[one.outcome][name] ?? fields[one.outcome].quantity;
    const key = `${one.at} ${field}`;
    found.set(key, [...(found.get(key) ?? []), message]);
  }
  return found;
};
