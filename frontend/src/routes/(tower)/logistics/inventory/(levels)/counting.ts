/** Places of a product that are counted: which there are, what was typed for each, and what is sent of it. Pure. */
import type { StockCondition } from '@gantry/shared/vocabulary/inventory';
import { type FieldError, wholeErrors, wholeOf } from '../parts/whole-numbers.ts';
import type { Balance } from '../parts/will-change.ts';

export type CountRow = { bin: string; condition: StockCondition; known: number; typed: string };

const keyOf = ({ bin, condition }: { bin: string; condition: StockCondition }): string => `${condition} ${bin}`;

/** The places where units lie, and those that were added by hand; what was typed for one stays with it. */
export const countRows = (balances: readonly Balance[], rows: readonly CountRow[]): CountRow[] => {
  const typed = new Map(rows.map((row) => [keyOf(row), row.typed]));
  const there = balances
    .filter(({ onHand }) => onHand > 0)
    .map(({ bin, condition, onHand }) => ({
      bin,
      condition,
      known: onHand,
      typed: typed.get(keyOf({ bin, condition })) ?? '',
    }));
  const named = new Set(there.map(keyOf));
  return [
    ...there,
    ...rows
      .filter((row) => !named.has(keyOf(row)) && (row.known === 0 || row.typed !== ''))
      .map((row) => ({ ...row, known: 0 })),
  ];
};

/** The rows that were counted; nothing typed is nothing counted, a typed zero is. */
export const countedRows = (rows: readonly CountRow[]): CountRow[] => rows.filter(({ typed }) => typed.trim() !== '');

/** Paths are of the row as it is sent: the rows that were counted, in their order. */
export const countFaults = (rows: readonly CountRow[]): FieldError[] =>
  wholeErrors(countedRows(rows).map(({ typed }, i) => ({ path: `lines.${i}.counted`, typed })));

/** How far a count is from what is known; null where nothing whole was typed. */
export const differenceOf = ({ known, typed }: CountRow): number | null => {
  const counted = wholeOf(typed);
  return counted === null ? null : counted - known;
};
