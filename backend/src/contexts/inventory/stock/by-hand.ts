/** What people and programs move by hand, as movements: a receipt, a correction, units laid elsewhere within a warehouse. Pure. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { moveStock } from '@gantry/shared/api/inventory/stock';
import type { Lot } from '@gantry/shared/events/inventory/stock';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import type { Movement } from './decide.ts';
import type { Stock } from './stock.ts';
import { entriesAt, takeOff } from './taking-off.ts';

type Asked = BodyOf<typeof moveStock>;
/** What was asked for, with what came in units. */
export type Input = Exclude<Asked, { kind: 'receipt' }> | (Extract<Asked, { kind: 'receipt' }> & { quantity: number });
type Of<Kind extends Input['kind']> = Extract<Input, { kind: Kind }>;

/** What is known when somebody moves stock by hand. `known`: the lot that was named, where there ever was one of that name. */
export type Handling = {
  stock: Pick<Stock, 'sku' | 'buckets' | 'lots'>;
  known: Lot | undefined;
  movementId: string;
  now: Date;
};

const invalid = (errors: FieldError[]): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);

/** What is told of a lot again must be what is known of it: otherwise it is another lot. */
export const lotDiffers = (
  { lot, unitCost, expiresOn }: Lot,
  told: { unitCost?: Lot['unitCost'] | undefined; expiresOn?: Lot['expiresOn'] | undefined },
): FieldError[] => {
  const faults: FieldError[] = [];
  const cost = told.unitCost;
  if (cost && (cost.amount !== unitCost?.amount || cost.currency !== unitCost.currency))
    faults.push({
      path: 'unitCost',
      message: `lot ${lot} is known with ${unitCost ? `${unitCost.amount} ${unitCost.currency} a unit` : 'no cost'}; another cost is another lot`,
    });
  if (told.expiresOn && told.expiresOn !== expiresOn)
    faults.push({
      path: 'expiresOn',
      message: `lot ${lot} is known ${expiresOn ? `to expire on ${expiresOn}` : 'not to expire'}; another day is another lot`,
    });
  return faults;
};

const receipt = (input: Of<'receipt'>, { known, movementId, now }: Handling): Movement => {
  const { warehouse, bin, condition, quantity, reference } = input;
  const at = new Date(input.receivedAt ?? now);
  if (at > now) throw invalid([{ path: 'receivedAt', message: 'lies ahead' }]);
  const faults = known ? lotDiffers(known, input) : [];
  if (faults.length > 0) throw invalid(faults);
  const lot = known ?? {
    lot: input.lot ?? movementId,
    receivedAt: at.toISOString(),
    unitCost: input.unitCost ?? null,
    expiresOn: input.expiresOn ?? null,
  };
  return {
    movementId,
    kind: 'receipt',
    entries: entriesAt({ warehouse, bin, condition }, [{ lot: lot.lot, quantity }], 1),
    lots: [lot],
    at: at.toISOString(),
    ...(reference === undefined ? {} : { reference }),
  };
};

/** A lot for units of which nobody knows where they came from. */
export const foundLot = (lot: string, at: Date): Lot => ({
  lot,
  receivedAt: at.toISOString(),
  unitCost: null,
  expiresOn: null,
});

const adjustment = (input: Of<'adjust'>, { stock, known, movementId, now }: Handling): Movement => {
  const { change, reason, reference } = input;
  const found = known ?? foundLot(input.lot ?? movementId, now);
  const entries =
    change > 0
      ? entriesAt(input, [{ lot: found.lot, quantity: change }], 1)
      : entriesAt(input, takeOff(stock, input, { quantity: -change }), -1);
  return {
    movementId,
    kind: 'adjust',
    entries,
    ...(change > 0 ? { lots: [found] } : {}),
    reason,
    ...(reference === undefined ? {} : { reference }),
  };
};

const relaying = (input: Of<'transfer'>, { stock, movementId }: Handling): Movement => {
  const { warehouse, bin, toBin, from, to, lot, quantity, reference } = input;
  if (bin === toBin && from === to) throw invalid([{ path: 'toBin', message: 'is where the units already lie' }]);
  const taken = takeOff(stock, { warehouse, bin, condition: from, lot }, { quantity });
  return {
    movementId,
    kind: 'transfer',
    entries: [
      ...entriesAt({ warehouse, bin, condition: from }, taken, -1),
      ...entriesAt({ warehouse, bin: toBin, condition: to }, taken, 1),
    ],
    ...(reference === undefined ? {} : { reference }),
  };
};

/** The movement that an input asks for. Throws a Refusal with the field, or `stock_short` with the place. */
export const movementByHand = (input: Input, handling: Handling): Movement => {
  if (input.kind === 'receipt') return receipt(input, handling);
  if (input.kind === 'adjust') return adjustment(input, handling);
  return relaying(input, handling);
};
