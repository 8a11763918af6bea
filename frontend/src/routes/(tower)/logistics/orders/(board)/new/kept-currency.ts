/** The currency of the last order by hand in this browser: the next one begins with it. */
import { currencyCodes } from '@gantry/shared/values/iso-codes.data';

const key = 'gantry.orders.currency';
const first = 'EUR';

export const keptCurrency = (): string => {
  try {
    const kept = localStorage.getItem(key) ?? '';
    return currencyCodes.has(kept) ? kept : first;
  } catch {
    return first;
  }
};
export const keepCurrency = (currency: string): void => {
  try {
    localStorage.setItem(key, currency);
  } catch {
    // The next one begins with the usual currency then.
  }
};
