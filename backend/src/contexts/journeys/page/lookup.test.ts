/** The second factor: what people write differently is the same, and nothing else is. */
import { describe, expect, it } from 'vitest';
import { factorSaid, numbersMeant, ordersMeant } from './lookup.ts';

/** Shows what would be hashed. */
const privacy = { searchHash: async (kind: string, normal: string) => `${kind} ${normal}` };
const order = { orderId: 'ord_1', hashes: ['email ursula.quimby@example.invalid', 'postal_code 1234AB'] };
const meant = async (said: Parameters<typeof factorSaid>[1], orders: Parameters<typeof ordersMeant>[1]) =>
  ordersMeant(await factorSaid(privacy, said), orders);

describe('the second factor', () => {
  it.each([
    [{ email: 'ursula.quimby@example.invalid' }],
    [{ email: '  URSULA.QUIMBY@EXAMPLE.INVALID ' }],
    [{ postalCode: '1234AB' }],
    [{ postalCode: '1234-ab' }],
  ])('is known as %j', async (said) => {
    expect(await meant(said, [order])).toEqual(['ord_1']);
  });
  it.each([
    [{ email: 'ursula.quimby@example.invali' }],
    [{ email: '1234 AB' }],
    [{ postalCode: '1234' }],
    [{ postalCode: '--' }],
    [{ postalCode: 'email ursula.quimby@example.invalid' }],
    [{ email: '' }],
    [{ postalCode: '%' }],
  ])('is not known as %j', async (said) => {
    expect(await meant(said, [order])).toEqual([]);
  });
  it('that an order does not have is nobody’s', async () => {
    const bare = { orderId: 'ord_2', hashes: [] };
    expect(await meant({ email: '' }, [bare])).toEqual([]);
    expect(await meant({ postalCode: ' - ' }, [bare])).toEqual([]);
  });
  it('finds every order of the number that it fits, however many there are', async () => {
    const many = Array.from({ length: 60 }, (_, n) => ({ ...order, orderId: `ord_${n}` }));
    expect(await meant({ postalCode: '1234ab' }, many)).toHaveLength(60);
  });
});

it('a number is meant with the mark or without', () => {
  expect(numbersMeant('# A-1')).toEqual(['A-1', '#A-1']);
  expect(numbersMeant('A-1')).toEqual(['A-1', '#A-1']);
});
