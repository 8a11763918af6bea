/** What can be chosen of what lies in a warehouse: bins, and the lots of a place. Pure. */
import type { StockCondition } from '@gantry/shared/vocabulary/inventory';
import { count } from '#lib/format.ts';
import type { Balance } from '../parts/will-change.ts';

export const binsOf = (balances: readonly Balance[]): string[] => [
  ...new Set(balances.map(({ bin }) => bin).filter((bin) => bin !== '')),
];

/** Lots of a place with how many of each lie there. */
export const lotsAt = (
  balances: readonly Balance[],
  { bin, condition }: { bin: string; condition: StockCondition },
): { value: string; label: string }[] =>
  balances
    .filter((balance) => balance.bin === bin && balance.condition === condition)
    .flatMap(({ lots }) => lots)
    .filter(({ onHand }) => onHand > 0)
    .map(({ lot, onHand, expiresOn }) => ({
      value: lot,
      label: `${lot} (${count(onHand)}${expiresOn === null ? '' : `, expires ${expiresOn}`})`,
    }));
