/** What the list of orders to vendors shows and is narrowed by. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { vendorOrderStates } from '@gantry/shared/vocabulary/fulfillment';
import type { Snippet } from 'svelte';
import { contentWords, vendorLook, vendorLooks } from '#lib/floor/collecting-words.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { channelName } from '#lib/order-words.ts';
import { dayStamp, stamp } from '#lib/viewer.svelte.ts';

type Cells = Record<'state', Snippet<[FulfillmentOrder]>>;
type Known = { vendor: (row: FulfillmentOrder) => string };

const asked = (cells: Cells, { vendor }: Known): Column<FulfillmentOrder>[] => [
  { key: 'number', label: 'Number', width: 140, priority: 1, mono: true, text: (row) => row.number },
  {
    key: 'state',
    label: 'State',
    width: 160,
    priority: 2,
    text: (row) => vendorLook(row).label,
    cell: cells.state,
    beside: () => 24,
  },
  { key: 'vendor', label: 'Vendor', width: 130, grow: true, priority: 3, text: vendor },
  {
    key: 'expected',
    label: 'Expected to leave',
    hint: 'The day on which the vendor is to have sent it, by the vendor’s clock',
    width: 150,
    priority: 4,
    time: true,
    text: (row) => (row.vendorOrder?.expectedOn ? dayStamp(row.vendorOrder.expectedOn) : '–'),
  },
];

const about: Column<FulfillmentOrder>[] = [
  { key: 'content', label: 'What', width: 170, grow: true, priority: 5, text: contentWords },
  {
    key: 'reference',
    label: 'Vendor’s number',
    width: 120,
    priority: 8,
    mono: true,
    quiet: true,
    text: (row) => row.vendorOrder?.reference ?? '–',
  },
  {
    key: 'tracking',
    label: 'Tracking',
    width: 140,
    priority: 6,
    mono: true,
    text: (row) => row.trackingNumbers.join(', ') || '–',
  },
  { key: 'channel', label: 'Channel', width: 110, priority: 9, quiet: true, text: (row) => channelName(row.channel) },
  {
    key: 'sent',
    label: 'Sent',
    width: 140,
    priority: 7,
    time: true,
    text: (row) => stamp(row.vendorOrder?.sentAt ?? null),
  },
];

/** The columns; those that answer "which, where does it stand, whose, by when" stay longest. */
export const dropshipColumns = (cells: Cells, known: Known): Column<FulfillmentOrder>[] => [
  ...asked(cells, known),
  ...about,
];

/** Parameters of the list in the address. */
export const dropshipQuestion = ['q', 'state', 'vendor', 'late'] as const;

export const dropshipFilters = (vendors: readonly { value: string; label: string }[]): ListFilter[] => [
  { name: 'q', label: 'Number', proposals: [] },
  {
    name: 'state',
    label: 'State',
    any: 'Any',
    choices: vendorOrderStates.map((value) => ({ value, label: vendorLooks[value].label })),
  },
  { name: 'vendor', label: 'Vendor', any: 'Any', choices: vendors },
  { name: 'late', label: 'Time', any: 'Any', choices: [{ value: 'true', label: 'Late' }] },
];
