/** An order in the words of an ERP connector: who buys, what is wanted, and how the ERP's customer differs. Pure. */
import type { Buyer, ErpCustomer, WantedOrder } from '../../../connectors/systems/erp.ts';
import { normalEmail, normalName, normalPhone, normalPostalCode } from '../../../platform/privacy/normal.ts';
import { customerOf } from '../customer.ts';
import type { Order } from '../order.ts';
import { linesOf } from '../standing.ts';

/** Who buys: by the name on the bill where there is one, at the address it goes to. */
export const buyerOf = (order: Order): Buyer => {
  const { shipTo, billTo, number } = order.content;
  const { email = null, phone = null } = customerOf(order);
  const company = billTo?.company ?? shipTo.company ?? null;
  const name = billTo?.name ?? shipTo.name ?? company ?? email ?? phone ?? `Order ${number}`;
  const { lines, city, state, postalCode, country } = shipTo;
  return { name, company, email, phone, address: { lines, city, state, postalCode, country } };
};

/** By what the customer of an order is looked for, in the form it is compared by; undefined: it is nobody we could find. */
export const soughtBy = (order: Order): { kind: 'email' | 'phone'; given: string; normal: string } | undefined => {
  const { email, phone, country } = customerOf(order);
  const mail = email === undefined ? undefined : normalEmail(email);
  if (mail !== undefined) return { kind: 'email', given: mail, normal: mail };
  const number = phone === undefined ? undefined : normalPhone(phone, country);
  return phone === undefined || number === undefined ? undefined : { kind: 'phone', given: phone, normal: number };
};

const dayOf = (instant: string): string => instant.slice(0, 10);
const later = (one: string, other: string): string => (one < other ? other : one);

/** What of it is left to deliver or was: units that were not cancelled. */
const linesLeft = (order: Order) =>
  linesOf(order).flatMap(({ line, cancelled }) => {
    const quantity = line.quantity - cancelled;
    const { sku, name, unitPrice } = line;
    return quantity > 0 ? [{ sku, name, quantity, unitPrice }] : [];
  });

/** Whether it is known what all of it costs that is left. An ERP has no word for a price that nobody has told yet. */
export const isPriced = (order: Order): boolean => linesLeft(order).every(({ unitPrice }) => unitPrice !== undefined);

/** Whether nothing of an order stands any more. */
export const isOver = (order: Order): boolean => order.status === 'cancelled' || linesLeft(order).length === 0;

export const wantedOf = (order: Order, customerId: string, addressId: string | null): WantedOrder => {
  const { content, placedAt, orderId } = order;
  const placedOn = dayOf(placedAt);
  const promised = content.promise?.day ?? (content.shipBy === null ? placedOn : dayOf(content.shipBy));
  return {
    reference: orderId,
    customerId,
    placedOn,
    deliverOn: later(promised, placedOn),
    currency: content.currency,
    lines: linesLeft(order).map(({ unitPrice, ...line }) => {
      if (unitPrice === undefined) throw new RangeError(`nobody has told yet what ${line.sku} of ${orderId} costs`);
      return { ...line, unitPrice };
    }),
    addressId,
  };
};

export type Difference = { field: string; here: string | null; there: string | null };

type Compared = { field: string; here: string | null; there: string | null; normal(text: string): string | undefined };

const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** What the ERP says otherwise of a customer than the order does. */
export const differencesOf = (buyer: Buyer, there: ErpCustomer): Difference[] => {
  const { address } = buyer;
  const street = (lines: readonly string[] | undefined): string | null => lines?.join(', ') ?? null;
  const compared: Compared[] = [
    { field: 'name', here: buyer.company ?? buyer.name, there: there.name, normal: normalName },
    { field: 'email', here: buyer.email, there: there.email, normal: normalEmail },
    {
      field: 'phone',
      here: buyer.phone,
      there: there.phone,
      normal: (text) => normalPhone(text, address.country),
    },
    ...(there.address === null
      ? []
      : [
          { field: 'street', here: street(address.lines), there: street(there.address.lines), normal: folded },
          { field: 'city', here: address.city, there: there.address.city, normal: folded },
          {
            field: 'postalCode',
            here: address.postalCode ?? null,
            there: there.address.postalCode,
            normal: normalPostalCode,
          },
        ]),
  ];
  return compared.flatMap(({ field, here, there: theirs, normal }) => {
    const [one, other] = [here, theirs].map((text) => (text === null ? null : (normal(text) ?? text)));
    return one === other ? [] : [{ field, here, there: theirs }];
  });
};
