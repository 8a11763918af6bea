/** Money is read and typed by the decimals of its currency, without passing through binary fractions. */
import { describe, expect, it } from 'vitest';
import { minorOf, moneyInWords } from './money.ts';

describe('money', () => {
  it('is written with the decimals of its currency', () => {
    expect(moneyInWords({ amount: 120_450, currency: 'EUR' })).toBe('€1,204.50');
    expect(moneyInWords({ amount: 1_204, currency: 'JPY' })).toBe('JP¥1,204');
    expect(moneyInWords({ amount: -5, currency: 'EUR' })).toBe('-€0.05');
  });
  it('is typed with a point or a comma', () => {
    expect(minorOf('12.5', 'EUR')).toBe(1_250);
    expect(minorOf(' 0,29 ', 'EUR')).toBe(29);
    expect(minorOf('1204', 'JPY')).toBe(1_204);
    expect(minorOf('1.015', 'KWD')).toBe(1_015);
  });
  it('is not guessed', () => {
    for (const typed of ['', '1.234,5', '-1', '1.999', '1e3', 'twelve'])
      expect(minorOf(typed, 'EUR'), typed).toBeNull();
    expect(minorOf('1.5', 'JPY')).toBeNull();
  });
});
