/**
 * Walks of stock: whatever people, programs and orders may do to one SKU, in any order, much of it refused. The same steps are
 * taken by the pure rules and by the commands on a database.
 */
import fc from 'fast-check';

const warehouse = fc.constantFrom('w1', 'w2');
const bin = fc.constantFrom('', 'A-1');
const condition = fc.constantFrom('sellable' as const, 'damaged' as const);
const lot = fc.constantFrom(undefined, 'LA', 'LB');
const some = fc.integer({ min: 1, max: 12 });
const order = fc.constantFrom('ord_1', 'ord_2');

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('receipt' as const),
      warehouse,
      bin,
      condition,
      quantity: some,
      lot,
      cost: fc.constantFrom(undefined, 99, 100, 1_234_567),
      expiresOn: fc.constantFrom(undefined, '2020-01-01', '2090-06-30'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      warehouse,
      bin,
      condition,
      change: fc.integer({ min: -9, max: 6 }).filter((n) => n !== 0),
      lot,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('relay' as const),
      warehouse,
      bin,
      toBin: bin,
      from: condition,
      to: condition,
      quantity: some,
      lot,
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('reserve' as const), order, quantity: some }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), order }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ship' as const), order }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unship' as const), order }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('send' as const), from: warehouse, to: warehouse, bin, quantity: some }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('arrive' as const),
      accepted: fc.integer({ min: 0, max: 6 }),
      damaged: fc.integer({ min: 0, max: 3 }),
      missing: fc.integer({ min: 0, max: 3 }),
      bin,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('count' as const),
      warehouse,
      bin,
      condition,
      lot,
      counted: fc.integer({ min: 0, max: 20 }),
      /** How many steps ago it was counted. */
      ago: fc.integer({ min: 0, max: 4 }),
    }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

/** Walks of up to so many steps. */
export const walks = (most: number): fc.Arbitrary<Step[]> => fc.array(step, { minLength: 1, maxLength: most });
