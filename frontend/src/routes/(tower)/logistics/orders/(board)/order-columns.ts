/** What the table of orders shows and is narrowed by. */
import type { Order } from '@gantry/shared/api/orders';
import { manualChannels } from '@gantry/shared/vocabulary/channels';
import { holdKinds, orderStages } from '@gantry/shared/vocabulary/orders';
import type { Snippet } from 'svelte';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import {
  channelName,
  holdNames,
  lateness,
  promiseDay,
  stageLooks,
  townOf,
  unitsOf,
  valueInWords,
  waitingLines,
  waitingWords,
  warehousesOf,
} from '#lib/order-words.ts';
import { merchantsInWords } from '#lib/rights/rights-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

type Known = {
  now: number;
  merchants: readonly { merchant: string; name: string }[];
};

/** What somebody should know of an order before opening it. */
export const notesOf = (order: Order): string[] => [
  ...order.holds.map(({ kind }) => holdNames[kind]),
  ...(order.addressFindings.length > 0 && !order.addressForced ? ['Address'] : []),
  ...(order.merge === null ? [] : [`With ${order.merge.numbers.join(', ')}`]),
];

/** The promised day with how it stands, as one text. */
export const promiseText = (order: Order, now: number): string => {
  const late = lateness(order, now);
  return late === null ? promiseDay(order) : `${promiseDay(order)}, ${late.text}`;
};
export const waitsText = (order: Order): string => waitingLines(order).map(waitingWords).join('; ') || '–';

const asked = (cells: Record<'stage' | 'promise', Snippet<[Order]>>, { now }: Known): Column<Order>[] => [
  { key: 'number', label: 'Number', width: 132, priority: 1, mono: true, text: (row) => row.number },
  {
    key: 'stage',
    label: 'Stage',
    width: 150,
    priority: 2,
    text: (row) => stageLooks[row.stage].label,
    cell: cells.stage,
  },
  {
    key: 'promised',
    label: 'Promised',
    hint: 'The day told to the customer, by the clock of where it goes',
    width: 170,
    priority: 3,
    text: (row) => promiseText(row, now),
    cell: cells.promise,
  },
  {
    key: 'notes',
    label: 'Notes',
    width: 140,
    grow: true,
    priority: 5,
    text: (row) => notesOf(row).join(', ') || '–',
    mark: (row) => (notesOf(row).length > 0 ? 'stuck' : null),
  },
  {
    key: 'waits',
    label: 'Waits for',
    width: 190,
    grow: true,
    priority: 4,
    text: waitsText,
  },
];

const about = ({ merchants }: Known): Column<Order>[] => [
  { key: 'units', label: 'Units', width: 76, priority: 6, num: true, text: (row) => count(unitsOf(row)) },
  { key: 'town', label: 'To', width: 130, priority: 7, text: townOf },
  { key: 'channel', label: 'Channel', width: 110, priority: 8, quiet: true, text: (row) => channelName(row.channel) },
  ...(merchants.length > 1
    ? [
        {
          key: 'merchant',
          label: 'Merchant',
          width: 120,
          priority: 8.5,
          quiet: true as const,
          text: ({ merchant }: Order) => merchantsInWords([merchant], merchants),
        },
      ]
    : []),
  {
    key: 'placed',
    label: 'Placed',
    width: 150,
    priority: 9,
    num: true,
    time: true,
    text: (row) => stamp(row.placedAt),
  },
  {
    key: 'from',
    label: 'From',
    hint: 'Warehouses that what is allocated lies in',
    width: 120,
    priority: 10,
    quiet: true,
    text: (row) => warehousesOf(row).join(', ') || '–',
  },
  {
    key: 'total',
    label: 'Total',
    width: 110,
    priority: 11,
    num: true,
    text: (row) => valueInWords(row.total, row.currency),
  },
];

/** The columns; those that answer "where does it stand, is it late, what is it waiting for" stay longest. */
export const orderColumns = (cells: Record<'stage' | 'promise', Snippet<[Order]>>, known: Known): Column<Order>[] => [
  ...asked(cells, known),
  ...about(known),
];

/** Parameters of the table in the address. */
export const tableFilters = [
  'q',
  'stage',
  'hold',
  'channel',
  'warehouse',
  'sku',
  'address',
  'from',
  'to',
  'sort',
] as const;

type Choosable = { channels: readonly string[]; warehouses: readonly { warehouse: string; name: string }[] };
/** What board and table are narrowed by alike. */
export const placeFilters = ({ channels, warehouses }: Choosable): ListFilter[] => [
  { name: 'channel', label: 'Channel', proposals: [...new Set([...manualChannels, ...channels])].sort() },
  {
    name: 'warehouse',
    label: 'Warehouse',
    any: 'Any',
    choices: warehouses.map(({ warehouse, name }) => ({ value: warehouse, label: name })),
  },
];
export const orderFilters = (known: Choosable): ListFilter[] => [
  { name: 'q', label: 'Number', proposals: [] },
  {
    name: 'stage',
    label: 'Stage',
    any: 'Any',
    choices: orderStages.map((value) => ({ value, label: stageLooks[value].label })),
  },
  {
    name: 'hold',
    label: 'Held for',
    any: 'Anything',
    choices: holdKinds.map((value) => ({ value, label: holdNames[value] })),
  },
  ...placeFilters(known),
  { name: 'sku', label: 'SKU', proposals: [] },
  { name: 'address', label: 'Address', any: 'Any', choices: [{ value: 'wrong', label: 'To check' }] },
  { name: 'from', label: 'Placed from', day: 'start' },
  { name: 'to', label: 'Placed until', day: 'end' },
  { name: 'sort', label: 'Order', any: 'Newest first', choices: [{ value: 'promise', label: 'Promised first' }] },
];
