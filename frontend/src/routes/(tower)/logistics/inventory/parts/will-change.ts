/** What a movement by hand would change, reckoned from the balances as they are known: said before it is sent. Pure. */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { listBalances } from '@gantry/shared/api/inventory/stock';
import type { StockCondition } from '@gantry/shared/vocabulary/inventory';
import { count } from '#lib/format.ts';
import { binWords, conditionWords } from '../inventory-words.ts';

export type Balance = ReplyOf<typeof listBalances>['items'][number];
type Place = { bin: string; condition: StockCondition };
/** Units that come (+) or go (-) at a place; of one lot where it is named. */
export type Shift = Place & { units: number; lot?: string | undefined };
export type Change = { place: string; before: number; after: number };
export type Outlook = {
  changes: Change[];
  /** Why the tower will refuse it, unless stock moves meanwhile; null where it should not. */
  short: string | null;
};

const heldAt = (balances: readonly Balance[], { bin, condition, lot }: Shift): { onHand: number; reserved: number } => {
  const there = balances.filter((balance) => balance.bin === bin && balance.condition === condition);
  const parts = lot === undefined ? there : there.flatMap(({ lots }) => lots.filter((one) => one.lot === lot));
  return parts.reduce((sum, part) => ({ onHand: sum.onHand + part.onHand, reserved: sum.reserved + part.reserved }), {
    onHand: 0,
    reserved: 0,
  });
};

const placeWords = ({ bin, condition, lot }: Shift): string =>
  `${bin === '' ? 'In no bin' : bin}, ${conditionWords[condition].toLowerCase()}${lot === undefined ? '' : `, lot ${lot}`}`;

const shortOf = (shift: Shift, { onHand, reserved }: { onHand: number; reserved: number }): string | null => {
  if (shift.units >= 0 || onHand - reserved + shift.units >= 0) return null;
  const free = Math.max(0, onHand - reserved);
  const promised = reserved > 0 ? `, ${count(reserved)} of ${count(onHand)} are reserved` : '';
  return `Only ${count(free)} can be taken from ${binWords(shift.bin)}${promised}.`;
};

/** What shifts change at each of their places, and whether there is enough of what goes. */
export const outlookOf = (balances: readonly Balance[], shifts: readonly Shift[]): Outlook => {
  const seen = shifts.map((shift) => ({ shift, held: heldAt(balances, shift) }));
  return {
    changes: seen.map(({ shift, held }) => ({
      place: placeWords(shift),
      before: held.onHand,
      after: held.onHand + shift.units,
    })),
    short: seen.map(({ shift, held }) => shortOf(shift, held)).find((text) => text !== null) ?? null,
  };
};
