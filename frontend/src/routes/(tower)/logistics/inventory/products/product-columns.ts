/** What the list of products shows, and what it is narrowed by. */
import type { Product } from '@gantry/shared/api/inventory/products';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

const fulfillmentWords: Readonly<Record<Product['fulfillmentType'], string>> = {
  stock: 'From stock',
  dropship: 'Dropshipped',
  made_to_order: 'Made to order',
  digital: 'Digital',
};
export const fulfillments = Object.entries(fulfillmentWords).map(([value, label]) => ({
  value: value as Product['fulfillmentType'],
  label,
}));

const kindOf = ({ components, fulfillmentType }: Product): string =>
  components.length > 0 ? `Kit of ${components.length}` : fulfillmentWords[fulfillmentType];

/** At or below the point at which it is to be bought again. */
const isLow = ({ available, reorderPoint }: Product): boolean =>
  reorderPoint !== undefined && available <= reorderPoint;

export const productColumns = (): Column<Product>[] => [
  { key: 'sku', label: 'SKU', width: 150, priority: 1, mono: true, text: (row) => row.sku },
  { key: 'name', label: 'Name', width: 180, grow: true, priority: 2, text: (row) => row.name || '–' },
  {
    key: 'available',
    label: 'Available',
    hint: 'Over all open warehouses; of a kit what its parts allow',
    width: 96,
    priority: 3,
    num: true,
    text: (row) => count(row.available),
    mark: (row) =>
      row.fulfillmentType !== 'stock' ? null : row.available <= 0 ? 'problem' : isLow(row) ? 'at_risk' : null,
  },
  {
    key: 'reorder',
    label: 'Buy again at',
    hint: 'The reorder point: available units at which it is to be bought again',
    width: 100,
    priority: 6,
    num: true,
    text: (row) => (row.reorderPoint === undefined ? '–' : count(row.reorderPoint)),
  },
  { key: 'kind', label: 'Kind', width: 110, priority: 5, text: kindOf },
  {
    key: 'barcodes',
    label: 'Barcodes',
    width: 140,
    priority: 4,
    mono: true,
    quiet: true,
    text: (row) => row.barcodes.map(({ code }) => code).join(', ') || '–',
  },
  { key: 'vendor', label: 'Vendor', width: 110, priority: 7, quiet: true, text: (row) => row.vendor ?? '–' },
  {
    key: 'weight',
    label: 'Weight',
    width: 90,
    priority: 8,
    num: true,
    quiet: true,
    text: (row) => (row.weightGrams === undefined ? '–' : `${count(row.weightGrams)} g`),
  },
  {
    key: 'size',
    label: 'Size',
    width: 130,
    priority: 9,
    quiet: true,
    text: ({ dimensionsMm: size }) => (size ? `${size.length} × ${size.width} × ${size.height} mm` : '–'),
  },
  {
    key: 'state',
    label: 'State',
    width: 100,
    priority: 8.5,
    text: (row) => (row.archived ? 'Archived' : 'In the catalog'),
    mark: (row) => (row.archived ? 'waiting' : null),
  },
  ...merchantColumn<Product>(4.5),
];

export const productFilters: readonly ListFilter[] = [
  { name: 'q', label: 'SKU, name or barcode', proposals: [] },
  {
    name: 'archived',
    label: 'Show',
    any: 'In the catalog',
    choices: [{ value: 'true', label: 'Archived' }],
  },
];
