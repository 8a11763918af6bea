/** Money as an integer of minor units with its ISO 4217 currency. */
import { z } from 'zod';
import { currencyCodes } from './iso-codes.data.ts';

export const money = z.object({
  amount: z.int().describe('Integer of minor units (cents)'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'ISO 4217 code, e.g. EUR'),
});
/** A currency as a caller writes it. What is in the log was taken in by its form alone. */
export const givenCurrency = z
  .string()
  .refine((code) => currencyCodes.has(code), 'is no currency: an ISO 4217 code is expected, e.g. EUR');
export const givenMoney = money.extend({ currency: givenCurrency }).strict();
export type Money = z.infer<typeof money>;

/** Minor units of a decimal text such as "21.99" with two decimals, without passing through binary fractions. */
export const minorUnits = (decimal: string): number => {
  const match = /^(-?)(\d+)(?:\.(\d{1,2})\d*)?$/.exec(decimal.trim());
  if (!match) throw new RangeError(`not a decimal amount: ${decimal}`);
  const value = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] ? -value : value;
};
