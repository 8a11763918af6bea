/** What the levels show of a SKU in a warehouse, and what they are narrowed by. */
import type { StockLevel } from '@gantry/shared/api/inventory/stock';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { moneyInWords } from '#lib/money.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

/** "€1,204.50 + US$12.00"; a dash where nothing that lies there has a cost. */
export const valueInWords = (value: StockLevel['value']): string => value.map(moneyInWords).join(' + ') || '–';

const dash = (units: number): string => (units === 0 ? '–' : count(units));

/** The columns; what is there and what can be sold stay longest. */
export const levelColumns = (nameOf: (warehouse: string) => string): Column<StockLevel>[] => [
  { key: 'sku', label: 'SKU', width: 130, priority: 1, mono: true, text: (row) => row.sku },
  { key: 'name', label: 'Product', width: 160, grow: true, priority: 6, quiet: true, text: (row) => row.name || '–' },
  { key: 'warehouse', label: 'Warehouse', width: 96, priority: 3, text: (row) => nameOf(row.warehouse) },
  {
    key: 'onHand',
    label: 'On hand',
    hint: 'Units that lie there, in any condition',
    width: 84,
    priority: 4,
    num: true,
    text: (row) => count(row.onHand),
  },
  {
    key: 'reserved',
    label: 'Reserved',
    hint: 'Promised to orders',
    width: 84,
    priority: 5,
    num: true,
    text: (row) => dash(row.reserved),
  },
  {
    key: 'available',
    label: 'Available',
    hint: 'Sellable, not expired, not reserved',
    width: 92,
    priority: 2,
    num: true,
    text: (row) => count(row.available),
    mark: (row) => (row.available <= 0 ? 'problem' : null),
  },
  {
    key: 'damaged',
    label: 'Damaged',
    width: 88,
    priority: 8,
    num: true,
    text: (row) => dash(row.damaged),
    mark: (row) => (row.damaged > 0 ? 'at_risk' : null),
  },
  {
    key: 'expired',
    label: 'Expired',
    hint: 'Sellable by condition, but past their day',
    width: 84,
    priority: 9,
    num: true,
    text: (row) => dash(row.expired),
    mark: (row) => (row.expired > 0 ? 'at_risk' : null),
  },
  {
    key: 'incoming',
    label: 'Incoming',
    hint: 'Expected by purchase orders and transfers',
    width: 88,
    priority: 7,
    num: true,
    text: (row) => dash(row.incoming),
  },
  {
    key: 'value',
    label: 'Value',
    hint: 'What the units on hand have cost',
    width: 110,
    priority: 10,
    num: true,
    quiet: true,
    text: (row) => valueInWords(row.value),
  },
  ...merchantColumn<StockLevel>(6.5),
];

export const levelFilters = (warehouses: readonly { warehouse: string; name: string }[]): ListFilter[] => [
  { name: 'q', label: 'SKU or name', proposals: [] },
  {
    name: 'warehouse',
    label: 'Warehouse',
    any: 'All',
    choices: warehouses.map(({ warehouse, name }) => ({ value: warehouse, label: name })),
  },
  {
    name: 'show',
    label: 'Show',
    any: 'All',
    choices: [
      { value: 'low', label: 'At the reorder point' },
      { value: 'out', label: 'None available' },
      { value: 'damaged', label: 'With damaged units' },
      { value: 'expired', label: 'With expired units' },
    ],
  },
];
