/** Where an entry of the Trash leads: the order, its audit, the shipment and the fulfillment order that it speaks of. Pure. */
import { isEntries } from '../form/schema/values.ts';
import type { TrashEntry } from './trash-words.ts';

type Link = { href: string; label: string };

/** Ids that a payload names, by what they are called and how they begin. */
const named: readonly { key: string; form: RegExp; href: (id: string) => string; label: string }[] = [
  { key: 'shipmentId', form: /^shp_/, href: (id) => `/logistics/tracking/${id}`, label: 'Shipment' },
  { key: 'fulfillmentId', form: /^ful_/, href: (id) => `/logistics/fulfillment/${id}`, label: 'Fulfillment order' },
  { key: 'rmaId', form: /^rma_/, href: (id) => `/logistics/returns/${id}`, label: 'Return' },
];

/** An event lies there whole: what it speaks of stands in its own payload. */
const toldIn = (payload: unknown): Readonly<Record<string, unknown>> => {
  if (!isEntries(payload)) return {};
  return isEntries(payload.payload) ? { ...payload, ...payload.payload } : payload;
};

export const linksOf = ({ order, payload }: Pick<TrashEntry, 'order' | 'payload'>): Link[] => {
  const told = toldIn(payload);
  const others = named.flatMap(({ key, form, href, label }) => {
    const id = told[key];
    return typeof id === 'string' && form.test(id) ? [{ href: href(id), label }] : [];
  });
  if (!order) return others;
  const all = {
    href: `/logistics/trash?orderId=${encodeURIComponent(order.orderId)}`,
    label: 'All of the Trash about it',
  };
  if (!order.placed) return [all, ...others];
  return [
    { href: `/logistics/orders/${order.orderId}`, label: `Order ${order.number ?? order.orderId}` },
    { href: `/logistics/audit/${order.orderId}`, label: 'Audit of the order' },
    all,
    ...others,
  ];
};
