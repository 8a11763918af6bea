/** A return as its customer reads it: nothing that staff wrote, and the code only while it may be used. Pure. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { requestReturnOnPage } from '@gantry/shared/api/returns/customers';
import type { Rma } from '../rma.ts';

export type CustomersReturn = ReplyOf<typeof requestReturnOnPage>;

/** `names`: what lines of the order are called. */
export const shownToCustomer = (rma: Rma, names: ReadonlyMap<string, string>): CustomersReturn => {
  const maySend = rma.state === 'authorized';
  return {
    number: rma.number,
    state: rma.state,
    lines: rma.lines.map(({ lineId, quantity }) => ({ name: names.get(lineId) ?? '', quantity })),
    refund: rma.refund.state,
    dropOffCode: maySend ? rma.dropOffCode : null,
    way: rma.way,
    expiresAt: maySend ? rma.expiresAt : null,
  };
};
