/** Customers, addresses and orders as ERPNext's documents, and back. Pure. */
import { z } from 'zod';
import { cut } from '../../wire/text.ts';
import type { Buyer, ErpAddress, ErpCustomer, ErpOrder, WantedOrder } from '../erp.ts';

/** Data fields of Frappe hold so many characters. */
const mostText = 140;
const short = (text: string): string => cut(text.trim(), mostText);

const text = z.string().nullish();
const orNull = (value: string | null | undefined): string | null => (value ? value : null);

export const customerFields = ['name', 'customer_name', 'email_id', 'mobile_no', 'customer_primary_address'] as const;
export const customerRow = z.object({
  name: z.string().min(1),
  customer_name: text,
  email_id: text,
  mobile_no: text,
  customer_primary_address: text,
});
export type CustomerRow = z.infer<typeof customerRow>;

export const addressFields = [
  'name',
  'address_line1',
  'address_line2',
  'city',
  'state',
  'pincode',
  'country',
  'is_shipping_address',
] as const;
export const addressRow = z.object({
  name: z.string().min(1),
  address_line1: text,
  address_line2: text,
  city: text,
  state: text,
  pincode: text,
  country: text,
  is_shipping_address: z.number().nullish(),
});
export type AddressRow = z.infer<typeof addressRow>;

export const addressOf = (row: AddressRow): ErpAddress => ({
  id: row.name,
  lines: [row.address_line1, row.address_line2].flatMap((line) => (line ? [line] : [])),
  city: orNull(row.city),
  state: orNull(row.state),
  postalCode: orNull(row.pincode),
  country: orNull(row.country),
});

/** A customer with the one of its addresses that it is sent to: its own choice, else one for shipping, else any. */
export const customerOf = (row: CustomerRow, addresses: readonly AddressRow[]): ErpCustomer => {
  const address =
    addresses.find(({ is_shipping_address }) => is_shipping_address === 1) ??
    addresses.find(({ name }) => name === row.customer_primary_address) ??
    addresses[0];
  return {
    id: row.name,
    name: row.customer_name ?? row.name,
    email: orNull(row.email_id),
    phone: orNull(row.mobile_no),
    address: address ? addressOf(address) : null,
  };
};

/** Of a region what the ERP calls it; null where it does not know it. */
export type Region = { country: string | null; territory: string | null };

export const customerDocument = ({ name, company, email, phone }: Buyer, { territory }: Region) => ({
  doctype: 'Customer',
  customer_name: short(company ?? name),
  customer_type: company === null ? 'Individual' : 'Company',
  ...(email === null ? {} : { email_id: email }),
  ...(phone === null ? {} : { mobile_no: phone }),
  ...(territory === null ? {} : { territory }),
});

/** The two lines an address has there: what is more goes into the second. */
const linesOf = ({ lines = [] }: Buyer['address']): [string, string] => [
  short(lines[0] ?? '-'),
  short(lines.slice(1).join(', ')),
];

export const addressDocument = (customerId: string, buyer: Buyer, { country }: Region) => {
  const [first, second] = linesOf(buyer.address);
  const { city, state, postalCode } = buyer.address;
  return {
    doctype: 'Address',
    address_title: short(buyer.name),
    address_type: 'Shipping',
    address_line1: first,
    ...(second === '' ? {} : { address_line2: second }),
    city: short(city),
    ...(state === undefined ? {} : { state: short(state) }),
    ...(postalCode === undefined ? {} : { pincode: short(postalCode) }),
    ...(country === null ? {} : { country }),
    ...(buyer.email === null ? {} : { email_id: buyer.email }),
    ...(buyer.phone === null ? {} : { phone: buyer.phone }),
    is_shipping_address: 1,
    links: [{ link_doctype: 'Customer', link_name: customerId }],
  };
};

/** Whether an address there says what the buyer's says here. */
export const isSameAddress = (row: AddressRow, buyer: Buyer): boolean => {
  const [first, second] = linesOf(buyer.address);
  const { city, postalCode } = buyer.address;
  return (
    row.address_line1 === first &&
    (row.address_line2 ?? '') === second &&
    row.city === short(city) &&
    (row.pincode ?? '') === short(postalCode ?? '')
  );
};

const digitsOf = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
/** Minor units as the decimal number that ERPNext keeps. */
export const rateOf = (minor: number, currency: string): number => {
  const digits = digitsOf(currency);
  return Number((minor / 10 ** digits).toFixed(digits));
};

const itemsOf = ({ lines, currency, deliverOn }: WantedOrder) =>
  lines.map(({ sku, name, quantity, unitPrice }) => ({
    item_code: sku,
    qty: quantity,
    rate: rateOf(unitPrice, currency),
    delivery_date: deliverOn,
    ...(name === '' ? {} : { description: name }),
  }));

/** What an order is and may still become there. */
const changeable = (wanted: WantedOrder) => ({
  delivery_date: wanted.deliverOn,
  items: itemsOf(wanted),
  ...(wanted.addressId === null ? {} : { shipping_address_name: wanted.addressId }),
});

export const orderDocument = (wanted: WantedOrder, company: string, amends?: string) => ({
  doctype: 'Sales Order',
  order_type: 'Sales',
  company,
  customer: wanted.customerId,
  po_no: wanted.reference,
  transaction_date: wanted.placedOn,
  currency: wanted.currency,
  // What was paid is what was agreed, whatever offers the ERP knows.
  ignore_pricing_rule: 1,
  ...changeable(wanted),
  ...(amends === undefined ? {} : { amended_from: amends }),
});

/** A draft brought to what is wanted. `modified` is what was read: Frappe refuses to write over something newer. */
export const draftChange = (wanted: WantedOrder, modified: string) => ({
  customer: wanted.customerId,
  ...changeable(wanted),
  modified,
});

export const orderFields = ['name', 'docstatus', 'modified'] as const;
export const orderRow = z.object({ name: z.string().min(1), docstatus: z.number(), modified: z.string().min(1) });
export type OrderRow = z.infer<typeof orderRow>;

const states = ['draft', 'submitted', 'cancelled'] as const;
export const orderOf = ({ name, docstatus, modified }: OrderRow): ErpOrder => ({
  id: name,
  state: states[docstatus] ?? 'cancelled',
  version: modified,
});

export const wholeOrder = orderRow.extend({
  customer: z.string(),
  delivery_date: text,
  shipping_address_name: text,
  amended_from: text,
  items: z.array(z.object({ item_code: z.string(), qty: z.number(), rate: z.number() })),
});
export type WholeOrder = z.infer<typeof wholeOrder>;

/** Whether an order there says what is wanted. An address that nobody names is the ERP's own affair. */
export const saysSame = (there: WholeOrder, wanted: WantedOrder): boolean => {
  const items = itemsOf(wanted);
  return (
    there.customer === wanted.customerId &&
    there.delivery_date === wanted.deliverOn &&
    (wanted.addressId === null || there.shipping_address_name === wanted.addressId) &&
    there.items.length === items.length &&
    there.items.every(({ item_code, qty, rate }, i) => {
      const item = items[i];
      return item !== undefined && item_code === item.item_code && qty === item.qty && rate === item.rate;
    })
  );
};
