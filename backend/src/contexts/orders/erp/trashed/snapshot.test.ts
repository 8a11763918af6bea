/** Where people are led to put an order right that the ERP refuses: to its customer, and nowhere where the message is not at fault. */
import { expect, it } from 'vitest';
import { fieldsAt } from './snapshot.ts';

it('marks what of the customer the ERP refuses', () => {
  expect(fieldsAt('address', 'Postal Code 4100 is not valid')).toEqual([
    { path: 'customer.address', message: 'Postal Code 4100 is not valid' },
  ]);
});

it('marks nothing where it refuses the order: neither its id nor its customer is wrong', () => {
  expect(fieldsAt('order', 'Could not find Item Code: A')).toEqual([]);
  expect(fieldsAt('cancel', 'Cannot cancel')).toEqual([]);
});
