/** What the ledger shows of a movement, and what it is narrowed by. */
import type { StockMovement } from '@gantry/shared/api/inventory/stock';
import { movementKinds } from '@gantry/shared/vocabulary/inventory';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { stamp } from '#lib/viewer.svelte.ts';
import { binWords, kindWords, reasonWords, signed } from '../inventory-words.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

const unique = (all: readonly string[]): string[] => [...new Set(all)];
const warehousesOf = ({ entries }: StockMovement): string[] => unique(entries.map(({ warehouse }) => warehouse));

/** "A-01-02", "A-01-02, B-03": where it took from and put to. */
const binsInWords = ({ entries }: StockMovement): string =>
  unique(entries.map(({ bin }) => binWords(bin))).join(', ') || '–';

const dash = (units: number): string => (units === 0 ? '–' : signed(units));

export const movementColumns = (nameOf: (warehouse: string) => string): Column<StockMovement>[] => [
  { key: 'at', label: 'When', width: 140, priority: 1, time: true, text: (row) => stamp(row.at) },
  { key: 'sku', label: 'SKU', width: 140, priority: 3, mono: true, text: (row) => row.sku },
  {
    key: 'kind',
    label: 'What',
    width: 120,
    priority: 2,
    text: (row) => kindWords[row.kind],
    base: (row) => (row.reason === null ? '' : reasonWords[row.reason].toLowerCase()),
  },
  {
    key: 'onHand',
    label: 'On hand',
    hint: 'Change of what lies there',
    width: 84,
    priority: 4,
    num: true,
    text: (row) => dash(row.onHand),
  },
  {
    key: 'reserved',
    label: 'Reserved',
    hint: 'Change of what is promised',
    width: 84,
    priority: 5,
    num: true,
    text: (row) => dash(row.reserved),
  },
  {
    key: 'warehouse',
    label: 'Warehouse',
    width: 120,
    priority: 6,
    text: (row) => warehousesOf(row).map(nameOf).join(', ') || 'In transit',
  },
  { key: 'bins', label: 'Bin', width: 110, priority: 9, mono: true, quiet: true, text: binsInWords },
  {
    key: 'order',
    label: 'Order',
    width: 130,
    priority: 7,
    mono: true,
    text: (row) => row.orderId ?? '–',
    href: (row) => (row.orderId === null ? null : `/logistics/orders/${row.orderId}`),
  },
  { key: 'reference', label: 'Reference', width: 130, grow: true, priority: 8, text: (row) => row.reference ?? '–' },
  { key: 'actor', label: 'By', width: 110, priority: 10, quiet: true, text: (row) => row.actor },
  ...merchantColumn<StockMovement>(8.5),
];

export const movementFilters = (
  warehouses: readonly { warehouse: string; name: string }[],
  skus: readonly string[],
): ListFilter[] => [
  { name: 'sku', label: 'SKU', proposals: unique(skus).sort() },
  {
    name: 'warehouse',
    label: 'Warehouse',
    any: 'All',
    choices: warehouses.map(({ warehouse, name }) => ({ value: warehouse, label: name })),
  },
  {
    name: 'kind',
    label: 'What',
    any: 'Anything',
    choices: movementKinds.map((kind) => ({ value: kind, label: kindWords[kind] })),
  },
  { name: 'reference', label: 'Reference', proposals: [] },
  { name: 'orderId', label: 'Order (id)', proposals: [] },
  { name: 'from', label: 'From', day: 'start' },
  { name: 'to', label: 'Until', day: 'end' },
];
