/**
 * The columns of an orders CSV, one row an order line: which there are, what they mean, and how rows of one order become
 * one order as the API takes it. `docs/import.md` is the same list for people.
 */
import type { orderInput } from '@gantry/shared/api/orders';
import type { z } from 'zod';

export type OrderInput = z.input<typeof orderInput>;
export type Cells = Record<string, string>;
export type NumberedRow = { line: number; cells: Cells };

type Column = { name: string; of: 'order' | 'line'; required?: true; example: string; about: string };
const column = (name: string, of: Column['of'], rest: Omit<Column, 'name' | 'of'>): Column => ({ name, of, ...rest });

export const columns: readonly Column[] = [
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
  column('total', 'order', { example: '43.98', about: 'Decimal; the sum of the lines when empty' }),
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
  column('sku', 'line', { required: true, example: 'LMP-101', about: 'Our SKU' }),
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
  column('vendor', 'line', { example: '', about: 'Vendor of the line' }),
];

const orderColumns = columns.filter((one) => one.of === 'order').map((one) => one.name);

/** What is wrong with a header, in one line each; none when it can be read. */
export const headerMistakes = (header: readonly string[]): string[] => {
  const known = new Set(columns.map((one) => one.name));
  const unknown = header.filter((name) => !known.has(name));
  const missing = columns.filter((one) => one.required && !header.includes(one.name)).map((one) => one.name);
  const twice = header.filter((name, index) => header.indexOf(name) !== index);
  return [
    ...unknown.map((name) => `line 1: unknown column "${name}"`),
    ...missing.map((name) => `line 1: column "${name}" is missing`),
    ...twice.map((name) => `line 1: column "${name}" is there twice`),
  ];
};

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** An example file: one order of two lines. */
export const template = (): string => {
  const second: Cells = {
    sku: 'MUG-004',
    name: 'Mug set, four',
    quantity: '1',
    unit_price: '27.90',
    tags: '',
    total: '',
  };
  const row = (cell: (one: Column) => string) => columns.map((one) => quoted(cell(one))).join(',');
  return `${[
    columns.map((one) => one.name).join(','),
    row((one) => (one.name === 'total' ? '71.88' : one.example)),
    row((one) => (one.name === 'external_id' ? one.example : one.of === 'order' ? '' : (second[one.name] ?? ''))),
  ].join('\n')}\n`;
};

/** Minor units of a decimal in a currency (cents of EUR, yen of JPY); the text itself when it is no amount. */
const minor = (decimal: string, currency: string): number | string => {
  const match = /^(\d{1,12})(?:\.(\d{1,4}))?$/.exec(decimal);
  if (!match || !/^[A-Z]{3}$/.test(currency)) return decimal;
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const fraction = match[2] ?? '';
  if (/[1-9]/.test(fraction.slice(digits))) return decimal;
  return Number(`${match[1]}${fraction.slice(0, digits).padEnd(digits, '0')}`);
};
const number = (text: string): number | string => (/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
const truth = (text: string): boolean | string => (text === 'true' || text === 'false' ? text === 'true' : text);

type Loose = { [key: string]: unknown };
/** Without the empty cells: what is not said is left out, and undefined when nothing is said at all. */
const said = (entries: Loose): Loose | undefined => {
  const left = Object.entries(entries).filter(([, value]) => value !== undefined && value !== '');
  return left.length === 0 ? undefined : Object.fromEntries(left);
};

const lineOf = (cells: Cells, currency: string): Loose =>
  said({
    sku: cells.sku,
    channelSku: cells.channel_sku,
    name: cells.name,
    quantity: number(cells.quantity ?? ''),
    unitPrice: minor(cells.unit_price ?? '', currency),
    tags: cells.tags ? cells.tags.split('|').map((tag) => tag.trim()) : undefined,
    fulfillmentType: cells.fulfillment_type,
    weightGrams: number(cells.weight_grams ?? ''),
    dimensionsMm: said({
      length: number(cells.length_mm ?? ''),
      width: number(cells.width_mm ?? ''),
      height: number(cells.height_mm ?? ''),
    }),
    vendor: cells.vendor,
  }) ?? {};

export type Defaults = { channel?: string | undefined; timeZone?: string | undefined };

/** Cells of a later row that contradict the first row of the same order. */
export const contradictions = (rows: readonly NumberedRow[]): { line: number; message: string }[] => {
  const [first, ...others] = rows;
  return others.flatMap(({ line, cells }) =>
    orderColumns
      .filter((name) => (cells[name] ?? '') !== '' && cells[name] !== first?.cells[name])
      .map((name) => ({ line, message: `${name}: differs from line ${first?.line}, the order's first` })),
  );
};

/** One order out of its rows, as the API takes it; still to be validated. */
export const orderOf = (rows: readonly NumberedRow[], defaults: Defaults): unknown => {
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
        residential: truth(cells.ship_residential ?? ''),
        latitude: number(cells.ship_latitude ?? ''),
        longitude: number(cells.ship_longitude ?? ''),
      }) ?? {},
    lines: rows.map((row) => lineOf(row.cells, currency)),
    currency,
    total: cells.total ? minor(cells.total, currency) : undefined,
    placedAt: cells.placed_at?.replace(' ', 'T'),
    timeZone: cells.time_zone || defaults.timeZone,
    deliverBy: cells.deliver_by,
    deliverByTimeZone: cells.deliver_by_time_zone,
    shipBy: cells.ship_by?.replace(' ', 'T'),
  });
};
