/**
 * Stock in a file: one row a place. A row with `counted` says what was found there as of a time, one with `received` what came.
 * Both have a name under which they are booked once, however often the file is imported.
 */
import { createHash } from 'node:crypto';
import { countStock, movementInput, moveStock } from '@gantry/shared/api/inventory/stock';
import { z } from 'zod';
import type { Tower } from '../../src/sandbox/tower.ts';
import { minor, number, said, time } from './cells.ts';
import type { Column, Defaults, Kind, NumberedRow, Sent } from './kind.ts';

const [receipt] = movementInput.options;
const { reference, countedAt, lines } = countStock.body.shape;
const counted = z
  .strictObject({
    kind: z.literal('count'),
    ...lines.element.shape,
    countedAt,
    reference: reference.optional().describe('The time of the count when left out'),
  })
  .refine((row) => row.counted !== undefined || row.packs !== undefined, {
    path: ['counted'],
    message: 'is needed: how many were found, in units or in packs',
  });
const eitherOr = 'a row is a count or a receipt: `counted` and `received` do not stand in one';
/** Units that came are booked once under the name of what they came with. */
const received = receipt
  .extend({ counted: z.never(eitherOr).optional() })
  .refine((row) => row.receiptId !== undefined || row.reference !== undefined, {
    path: ['reference'],
    message: 'is needed: what they came with, so that nothing is booked twice',
  });
const stockRow = z.discriminatedUnion('kind', [counted, received]);
type Counted = z.input<typeof counted>;
type Received = z.input<typeof received>;
type StockInput = Counted | Received;

const columns: readonly Column[] = [
  { name: 'sku', required: true, example: 'LMP-101', about: 'SKU of the catalog' },
  { name: 'warehouse', required: true, example: 'mad', about: 'Short name of the warehouse' },
  { name: 'bin', example: 'A-01-3', about: 'Bin; nowhere in particular when empty' },
  { name: 'condition', example: 'sellable', about: 'sellable or damaged; sellable when empty' },
  { name: 'lot', example: 'B-2207', about: 'Lot; of a count all lots of the place when empty' },
  { name: 'counted', example: '', about: 'Units that were found there: the row is a count' },
  { name: 'received', example: '120', about: 'Units that came: the row is a receipt' },
  { name: 'counted_packs', example: '', about: 'In place of `counted`: packs that were found there' },
  { name: 'received_packs', example: '', about: 'In place of `received`: packs that came' },
  {
    name: 'pack_size',
    example: '',
    about: 'Units of one of these packs; as the product says of the warehouse when empty',
  },
  {
    name: 'at',
    example: '2026-11-20T09:30:00Z',
    about: 'When it was counted, or came; --at stands in. ISO 8601, with an offset or by the clock of --time-zone',
  },
  { name: 'unit_cost', example: '8.40', about: 'Of a receipt: decimal, what one cost' },
  { name: 'currency', example: 'EUR', about: 'ISO 4217, of the cost' },
  { name: 'expires_on', example: '2027-06-30', about: 'Of a receipt: the day from which it is not sold any more' },
  {
    name: 'reference',
    example: 'DN-7781',
    about:
      'What it belongs to: a count, a delivery note; --reference stands in. A count without one is named by its time',
  },
];

const rowOf = ([row]: readonly NumberedRow[], defaults: Defaults): unknown => {
  const cells = row?.cells ?? {};
  const at = time(cells.at || defaults.at, defaults.timeZone);
  const place = {
    sku: cells.sku,
    warehouse: cells.warehouse,
    bin: cells.bin,
    condition: cells.condition,
    lot: cells.lot,
  };
  const shared = { ...place, reference: cells.reference || defaults.reference };
  const cost = said({ amount: minor(cells.unit_cost ?? '', cells.currency ?? ''), currency: cells.currency });
  const lot = { unitCost: cells.unit_cost ? cost : undefined, expiresOn: cells.expires_on };
  const packs = (count: string | undefined) =>
    count ? said({ count: number(count), size: number(cells.pack_size) }) : undefined;
  if (!cells.received && !cells.received_packs)
    return said({
      kind: 'count',
      ...shared,
      ...lot,
      counted: number(cells.counted),
      packs: packs(cells.counted_packs),
      countedAt: at,
    });
  return said({
    kind: 'receipt',
    ...shared,
    ...lot,
    counted: number(cells.counted || cells.counted_packs),
    quantity: number(cells.received),
    packs: packs(cells.received_packs),
    receivedAt: at,
  });
};

const count = async (tower: Tower, { kind: _, reference, countedAt, ...line }: Counted): Promise<Sent> => {
  const body = { reference: reference ?? `counted ${countedAt}`, countedAt, lines: [line] };
  const [answer] = (await tower.call(countStock, { body })).reply.lines;
  return answer?.outcome === 'refused' ? { refused: [answer.reason ?? 'refused'] } : { outcome: answer?.outcome ?? '' };
};

/** The name under which a row is booked: of what it came with, and where it was laid. */
const receiptIdOf = ({ reference, warehouse, bin, condition, lot }: Received): string =>
  `import-${createHash('sha256')
    .update(JSON.stringify([reference, warehouse, bin ?? '', condition ?? 'sellable', lot ?? '']))
    .digest('base64url')
    .slice(0, 20)}`;

const receive = async (tower: Tower, row: Received): Promise<Sent> => {
  const body = { ...row, receiptId: row.receiptId ?? receiptIdOf(row) };
  const { status } = await tower.call(moveStock, { body });
  return { outcome: status === 201 ? 'received' : 'unchanged' };
};

const nameOf = (row: StockInput): string => {
  const { kind, sku, warehouse, bin = '', condition = 'sellable', lot = '', reference = '' } = row;
  const at = kind === 'count' ? row.countedAt : (row.receiptId ?? '');
  return [kind, sku, warehouse, bin, condition, lot, reference, at].filter(Boolean).join(' ');
};

export const stock: Kind<StockInput> = {
  one: 'stock',
  many: 'rows of stock',
  columns,
  furtherRows: [{ sku: 'BLB-7', warehouse: 'mad', counted: '340', at: '2026-11-20T09:30:00Z', reference: 'count-12' }],
  schema: stockRow,
  heeds: ['timeZone', 'at', 'reference'],
  of: rowOf,
  nameOf: (row) => ({ path: 'sku', name: nameOf(row) }),
  send: (tower, row) => (row.kind === 'count' ? count(tower, row) : receive(tower, row)),
  outcomes: { adjusted: 'adjusted', agrees: 'as counted', received: 'received', unchanged: 'unchanged' },
};
