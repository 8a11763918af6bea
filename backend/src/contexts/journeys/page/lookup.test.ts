/** The second factor: what people write differently is the same, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { numbersMeant, ordersMeant } from './lookup.ts';

const order = { orderId: 'ord_1', emails: ['Ursula.Quimby@Example.invalid'], postalCodes: ['1234 AB'] };

describe('the second factor', () => {
  it.each([
    [{ email: 'ursula.quimby@example.invalid' }],
    [{ email: '  URSULA.QUIMBY@EXAMPLE.INVALID ' }],
    [{ postalCode: '1234AB' }],
    [{ postalCode: '1234-ab' }],
  ])('is known as %j', (said) => {
    expect(ordersMeant(said, [order])).toEqual(['ord_1']);
  });
  it.each([
    [{ email: 'ursula.quimby@example.invali' }],
    [{ email: '1234 AB' }],
    [{ postalCode: '1234' }],
    [{ postalCode: '--' }],
    [{ email: '' }],
    [{ postalCode: '%' }],
  ])('is not known as %j', (said) => {
    expect(ordersMeant(said, [order])).toEqual([]);
  });
  it('that an order does not have is nobody’s', () => {
    const bare = { orderId: 'ord_2', emails: [], postalCodes: ['-'] };
    expect(ordersMeant({ email: '' }, [bare])).toEqual([]);
    expect(ordersMeant({ postalCode: ' - ' }, [bare])).toEqual([]);
  });
  it('finds every order of the number that it fits, however many there are', () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ ...order, orderId: `ord_${n}` }));
    expect(ordersMeant({ postalCode: '1234ab' }, many)).toHaveLength(60);
  });
});

it('a number is meant with the mark or without', () => {
  expect(numbersMeant('# A-1')).toEqual(['A-1', '#A-1']);
  expect(numbersMeant('A-1')).toEqual(['A-1', '#A-1']);
});
