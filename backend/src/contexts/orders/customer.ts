/** Who the customer of an order is: by what they are one person over all their orders, and by what they are found. */
import type { OrderContent } from '@gantry/shared/events/orders';
import type { Address } from '@gantry/shared/values/address';
import {
  type Identity,
  normalEmail,
  normalName,
  normalPhone,
  normalPostalCode,
  normalPostalName,
} from '../../platform/privacy/normal.ts';
import type { Searched } from '../../platform/write/sealing.ts';
import type { Order } from './order.ts';

/** The data subject of an order: whoever bought, else whom it goes to. */
type Ordered = Pick<Order, 'orderId'> & { content: Pick<OrderContent, 'customer' | 'shipTo'> };
export const customerOf = ({ orderId, content: { customer, shipTo } }: Ordered): Identity => ({
  orderId,
  email: customer.email ?? shipTo.email,
  phone: shipTo.phone,
  country: shipTo.country,
  postalCode: shipTo.postalCode,
  name: shipTo.name,
});

const given = <Value>(value: Value | undefined, normal: (value: Value) => string | undefined): string | undefined =>
  value === undefined ? undefined : normal(value);

/** By what somebody at an address is found. */
export const addressSearched = ({ email, phone, name, postalCode, country }: Address): Searched[] => [
  ['email', given(email, normalEmail)],
  ['phone', given(phone, (text) => normalPhone(text, country))],
  ['postal_name', normalPostalName(postalCode, name)],
  ['name', given(name, normalName)],
];

const emailsOf = ({ customer, shipTo }: OrderContent): Searched[] =>
  [customer.email, shipTo.email].map((email) => ['email', given(email, normalEmail)] as const);

export const foundBy = ({ content }: Order): Searched[] => [
  ...emailsOf(content),
  ...addressSearched(content.shipTo),
  ...(content.billTo ? addressSearched(content.billTo) : []),
];

/** What only the customer knows beside the order's number. */
export const provedBy = ({ content }: Order): Searched[] => [
  ...emailsOf(content),
  ['postal_code', given(content.shipTo.postalCode, normalPostalCode)],
];
