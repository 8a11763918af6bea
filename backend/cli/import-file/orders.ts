/** Orders in a file: one row an order line, rows of one order together. `docs/import.md` has the same columns for people. */
import { orderInput, placeOrder } from '@gantry/shared/api/orders';
import type { z } from 'zod';
import { dimensions, type Loose, list, minor, number, said, truth } from './cells.ts';
import type { Cells, Column, Defaults, Kind, NumberedRow } from './kind.ts';

type OrderInput = z.input<typeof orderInput>;

const column = (name: string, of: 'order' | 'line', rest: Omit<Column, 'name' | 'of'>): Column => ({
  name,
  of,
  ...rest,
});

const columns: readonly Column[] = [
  column('external_id', 'order', {
    required: true,
    example: 'A-1001',
    about: 'Id in the channel; rows of one order stand together',
  }),
  column('channel', 'order', { example: 'webshop', about: 'Lower-case name; --channel stands in when empty' }),
  column('number', 'order', { example: '1001', about: 'Order number people see; the external id when empty' }),
  column('customer_id', 'order', { example: 'C-77', about: 'Id of the customer' }),
  column('customer_email', 'order', { example: 'ana@example.com', about: 'E-mail of the customer' }),
  column('customer_tier', 'order', { example: 'standard', about: 'standard, premium, vip or enterprise' }),
  column('ship_name', 'order', { example: 'Ana Silva', about: 'Recipient' }),
  column('ship_company', 'order', { example: '', about: 'Company' }),
  column('ship_line1', 'order', { example: 'Calle Mayor 1', about: 'Street and number' }),
  column('ship_line2', 'order', { example: '2 B', about: 'Floor, door, hints' }),
  column('ship_city', 'order', { required: true, example: 'Madrid', about: 'City' }),
  column('ship_state', 'order', { example: 'MD', about: 'State or region code' }),
  column('ship_postal_code', 'order', { example: '28013', about: 'Postal code' }),
  column('ship_country', 'order', { required: true, example: 'ES', about: 'ISO 3166-1 alpha-2' }),
  column('ship_phone', 'order', { example: '+34 600 000 000', about: 'Phone' }),
  column('ship_email', 'order', { example: '', about: 'E-mail of the recipient' }),
  column('ship_residential', 'order', { example: 'true', about: 'true or false' }),
  column('ship_latitude', 'order', { example: '', about: 'Degrees; only together with the longitude' }),
  column('ship_longitude', 'order', { example: '', about: 'Degrees' }),
  column('currency', 'order', { required: true, example: 'EUR', about: 'ISO 4217' }),
  column('total', 'order', { example: '71.88', about: 'Decimal; the sum of the lines when empty' }),
  column('placed_at', 'order', {
    example: '2026-11-20T09:30:00',
    about: 'ISO 8601; with an offset, or by the clock of time_zone; now when empty',
  }),
  column('time_zone', 'order', {
    example: 'Europe/Madrid',
    about: 'IANA zone of times without an offset; --time-zone stands in',
  }),
  column('deliver_by', 'order', { example: '2026-11-24', about: 'Promised calendar day' }),
  column('deliver_by_time_zone', 'order', {
    example: '',
    about: 'IANA zone of that day; the destination’s when empty',
  }),
  column('ship_by', 'order', { example: '', about: 'ISO 8601, read as placed_at' }),
  column('payment', 'order', { example: 'paid', about: 'paid or pending; an unpaid order is held' }),
  column('ship_policy', 'order', {
    example: '',
    about: 'ship_complete or ship_partial; the channel’s rule when empty',
  }),
  column('sku', 'line', { example: 'LMP-101', about: 'Our SKU; found by the listing of channel_sku when empty' }),
  column('channel_sku', 'line', { example: '', about: 'The channel’s SKU' }),
  column('name', 'line', { example: 'Desk lamp', about: 'Name of the item' }),
  column('quantity', 'line', { required: true, example: '2', about: 'Whole number' }),
  column('unit_price', 'line', { required: true, example: '21.99', about: 'Decimal, in the order’s currency' }),
  column('tags', 'line', {
    example: 'fragile|oversized',
    about: 'fragile, hazmat, oversized, perishable; joined by |',
  }),
  column('fulfillment_type', 'line', { example: 'stock', about: 'stock, dropship, made_to_order or digital' }),
  column('weight_grams', 'line', { example: '1400', about: 'Whole grams of one piece' }),
  column('length_mm', 'line', { example: '420', about: 'Whole millimetres; the three sizes only together' }),
  column('width_mm', 'line', { example: '180', about: 'Whole millimetres' }),
  column('height_mm', 'line', { example: '160', about: 'Whole millimetres' }),
  column('hs_code', 'line', { example: '940521', about: 'Customs tariff number, 4 to 10 digits' }),
  column('country_of_origin', 'line', { example: 'PT', about: 'ISO 3166-1 alpha-2' }),
  column('materials', 'line', { example: '', about: 'What it is made of' }),
  column('vendor', 'line', { example: '', about: 'Vendor of the line' }),
];

const lineOf = (cells: Cells, currency: string): Loose =>
  said({
    sku: cells.sku,
    channelSku: cells.channel_sku,
    name: cells.name,
    quantity: number(cells.quantity),
    unitPrice: minor(cells.unit_price ?? '', currency),
    tags: list(cells.tags),
    fulfillmentType: cells.fulfillment_type,
    weightGrams: number(cells.weight_grams),
    dimensionsMm: dimensions(cells),
    hsCode: cells.hs_code,
    countryOfOrigin: cells.country_of_origin,
    materials: cells.materials,
    vendor: cells.vendor,
  }) ?? {};

/** One order out of its rows, as the API takes it; still to be validated. */
const orderOf = (rows: readonly NumberedRow[], defaults: Defaults): unknown => {
  const cells = rows[0]?.cells ?? {};
  const currency = cells.currency ?? '';
  return said({
    channel: cells.channel || defaults.channel,
    externalId: cells.external_id,
    number: cells.number,
    customer: said({ id: cells.customer_id, email: cells.customer_email, tier: cells.customer_tier }) ?? {},
    shipTo:
      said({
        name: cells.ship_name,
        company: cells.ship_company,
        lines: [cells.ship_line1, cells.ship_line2].some(Boolean)
          ? [cells.ship_line1, cells.ship_line2].filter(Boolean)
          : undefined,
        city: cells.ship_city,
        state: cells.ship_state,
        postalCode: cells.ship_postal_code,
        country: cells.ship_country,
        phone: cells.ship_phone,
        email: cells.ship_email,
        residential: truth(cells.ship_residential),
        latitude: number(cells.ship_latitude),
        longitude: number(cells.ship_longitude),
      }) ?? {},
    lines: rows.map((row) => lineOf(row.cells, currency)),
    currency,
    total: cells.total ? minor(cells.total, currency) : undefined,
    placedAt: cells.placed_at?.replace(' ', 'T'),
    timeZone: cells.time_zone || defaults.timeZone,
    deliverBy: cells.deliver_by,
    deliverByTimeZone: cells.deliver_by_time_zone,
    shipBy: cells.ship_by?.replace(' ', 'T'),
    payment: cells.payment,
    shipPolicy: cells.ship_policy,
  });
};

export const orders: Kind<OrderInput> = {
  one: 'order',
  many: 'orders',
  columns,
  furtherRows: [{ external_id: 'A-1001', sku: 'MUG-004', name: 'Mug set, four', quantity: '1', unit_price: '27.90' }],
  schema: orderInput,
  heeds: ['channel', 'timeZone'],
  grouping: {
    by: 'external_id',
    keyOf: (cells) => `${cells.channel}|${cells.external_id}`,
    list: 'lines',
    shared: 'order',
  },
  of: orderOf,
  stated: (order, { channel, timeZone }) => ({ ...said({ channel, timeZone }), ...order }),
  fault: ({ lines }) => (lines.length > 0 ? undefined : { path: 'lines', message: 'an order needs at least one' }),
  send: async (tower, body) => {
    const { reply } = await tower.call(placeOrder, { body });
    const kept = reply.outcome === 'trashed';
    return { outcome: reply.outcome, ...(kept ? { note: `kept in the Trash: ${reply.reason}` } : {}) };
  },
  outcomes: { placed: 'placed', unchanged: 'unchanged', amended: 'amended', trashed: 'in the Trash' },
  unwell: ['trashed'],
};
