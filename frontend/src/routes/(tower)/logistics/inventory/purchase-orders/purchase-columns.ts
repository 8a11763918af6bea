/** What the lists of purchase orders and of products to buy again show. */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { listReorderAlerts, PurchaseOrder } from '@gantry/shared/api/inventory/purchasing';
import { purchaseOrderStates } from '@gantry/shared/vocabulary/inventory';
import type { Snippet } from 'svelte';
import { calendarDay, count, span } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { stamp } from '#lib/viewer.svelte.ts';
import { purchaseWords } from '../inventory-words.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

export type ReorderAlert = ReplyOf<typeof listReorderAlerts>['items'][number];

/** Units ordered, received and broken over all lines. */
export const sumsOf = ({ lines }: PurchaseOrder) =>
  lines.reduce(
    (sum, line) => ({
      ordered: sum.ordered + line.quantity,
      received: sum.received + line.received,
      damaged: sum.damaged + line.damaged,
    }),
    { ordered: 0, received: 0, damaged: 0 },
  );

/** "16 of 24". */
export const receivedInWords = (order: PurchaseOrder): string => {
  const { ordered, received } = sumsOf(order);
  return `${count(received)} of ${count(ordered)}`;
};

const isOpen = ({ state }: PurchaseOrder): boolean => state === 'open' || state === 'partly_received';
const today = (): string => new Date().toISOString().slice(0, 10);
const isLate = (order: PurchaseOrder): boolean =>
  isOpen(order) && order.expectedOn !== null && order.expectedOn < today();

const unsettled = ({ discrepancies }: PurchaseOrder): number => discrepancies.filter(({ settled }) => !settled).length;
/** "2 open", "1 settled". */
const discrepanciesInWords = (order: PurchaseOrder): string => {
  if (order.discrepancies.length === 0) return '–';
  const open = unsettled(order);
  return open > 0 ? `${count(open)} open` : `${count(order.discrepancies.length)} settled`;
};

/** What a bar takes beside its text, in CSS pixels. */
const barRoom = 76;

export const purchaseColumns = (
  cells: { received: Snippet<[PurchaseOrder]> },
  nameOf: (warehouse: string) => string,
): Column<PurchaseOrder>[] => [
  { key: 'number', label: 'Number', width: 140, grow: true, priority: 1, text: (row) => row.number },
  { key: 'vendor', label: 'Vendor', width: 120, grow: true, priority: 4, text: (row) => row.vendor },
  {
    key: 'state',
    label: 'State',
    width: 140,
    priority: 3,
    text: (row) => purchaseWords[row.state].word,
    mark: (row) => purchaseWords[row.state].mark,
  },
  {
    key: 'received',
    label: 'Received',
    hint: 'Units that came, good and broken, of those ordered',
    width: 212,
    priority: 2,
    text: receivedInWords,
    cell: cells.received,
    beside: () => barRoom,
  },
  {
    key: 'expected',
    label: 'Expected',
    width: 120,
    priority: 5,
    text: (row) => (row.expectedOn === null ? '–' : calendarDay(row.expectedOn)),
    base: (row) => (isLate(row) ? 'late' : ''),
    mark: (row) => (isLate(row) ? 'at_risk' : null),
  },
  { key: 'warehouse', label: 'Warehouse', width: 130, priority: 6, text: (row) => nameOf(row.warehouse) },
  {
    key: 'discrepancies',
    label: 'Discrepancies',
    hint: 'What came and is not what was ordered; open until it is settled with the vendor',
    width: 120,
    priority: 7,
    num: true,
    text: discrepanciesInWords,
    mark: (row) => (unsettled(row) > 0 ? 'problem' : null),
  },
  {
    key: 'lines',
    label: 'Lines',
    width: 70,
    priority: 9,
    num: true,
    quiet: true,
    text: (row) => count(row.lines.length),
  },
  {
    key: 'placed',
    label: 'Placed',
    width: 140,
    priority: 8,
    quiet: true,
    time: true,
    text: (row) => stamp(row.placedAt),
  },
  ...merchantColumn<PurchaseOrder>(6.5),
];

export const purchaseFilters = (
  warehouses: readonly { warehouse: string; name: string }[],
  vendors: readonly string[],
): ListFilter[] => [
  {
    name: 'state',
    label: 'State',
    any: 'All',
    choices: purchaseOrderStates.map((state) => ({ value: state, label: purchaseWords[state].word })),
  },
  { name: 'discrepancy', label: 'Discrepancies', any: 'With and without', choices: [{ value: 'open', label: 'Open' }] },
  { name: 'number', label: 'Number', proposals: [] },
  { name: 'vendor', label: 'Vendor', proposals: [...new Set(vendors)].sort() },
  {
    name: 'warehouse',
    label: 'Warehouse',
    any: 'All',
    choices: warehouses.map(({ warehouse, name }) => ({ value: warehouse, label: name })),
  },
];

export const alertColumns = (hands: Snippet<[ReorderAlert]>, now: number): Column<ReorderAlert>[] => [
  { key: 'sku', label: 'SKU', width: 130, priority: 1, mono: true, text: (row) => row.sku },
  { key: 'name', label: 'Product', width: 160, grow: true, priority: 5, quiet: true, text: (row) => row.name || '–' },
  {
    key: 'available',
    label: 'Available',
    width: 96,
    priority: 2,
    num: true,
    text: (row) => count(row.available),
    mark: (row) => (row.available <= 0 ? 'problem' : 'at_risk'),
  },
  { key: 'point', label: 'Buy again at', width: 100, priority: 4, num: true, text: (row) => count(row.reorderPoint) },
  {
    key: 'incoming',
    label: 'Incoming',
    hint: 'Expected by purchase orders and transfers',
    width: 90,
    priority: 3,
    num: true,
    text: (row) => (row.incoming === 0 ? '–' : count(row.incoming)),
  },
  { key: 'vendor', label: 'Vendor', width: 110, priority: 6, text: (row) => row.vendor ?? '–' },
  { key: 'since', label: 'For', width: 90, priority: 7, quiet: true, text: (row) => span(now - Date.parse(row.since)) },
  ...merchantColumn<ReorderAlert>(5.5),
  { key: 'order', label: 'Order it', width: 92, priority: 1.5, text: () => 'Order', cell: hands, hands: true },
];
