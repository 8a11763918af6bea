/** Money as people read and type it: minor units with their currency become "€1,204.50", and a typed amount becomes minor units. Pure. */
import type { Money } from '@gantry/shared/values/money';

const locale = 'en-GB';
const written = (currency: string) => new Intl.NumberFormat(locale, { style: 'currency', currency });
/** Decimals that the currency has: two of EUR, none of JPY. */
export const decimalsOf = (currency: string): number => written(currency).resolvedOptions().maximumFractionDigits ?? 2;

/** "€1,204.50". */
export const moneyInWords = ({ amount, currency }: Money): string =>
  written(currency).format(amount / 10 ** decimalsOf(currency));

/** Minor units of an amount as it was typed, with a point or a comma; null for what is no amount of that currency. */
export const minorOf = (typed: string, currency: string): number | null => {
  const decimals = decimalsOf(currency);
  const [, whole, fraction = ''] = /^(\d{1,12})(?:[.,](\d*))?$/.exec(typed.trim()) ?? [];
  if (whole === undefined || fraction.length > decimals) return null;
  return Number(whole + fraction.padEnd(decimals, '0'));
};
