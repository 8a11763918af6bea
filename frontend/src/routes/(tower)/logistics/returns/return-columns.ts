/** What the queue of returns shows and is narrowed by. */
import type { Rma } from '@gantry/shared/api/returns/rma';
import { refundStates, returnReasons, returnStates } from '@gantry/shared/vocabulary/returns';
import type { Snippet } from 'svelte';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { channelName } from '#lib/order-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';
import {
  askerNames,
  nextInWords,
  reasonNames,
  refundInWords,
  refundLooks,
  stateLooks,
  unitsInWords,
} from './return-words.ts';

type Cells = Record<'state' | 'refund', Snippet<[Rma]>>;

/** Why its units come back: each reason once. */
const reasonsOf = ({ lines }: Rma): string => [...new Set(lines.map(({ reason }) => reasonNames[reason]))].join(', ');

export const returnColumns = (cells: Cells, warehouse: (id: string) => string): Column<Rma>[] => [
  { key: 'number', label: 'Number', width: 150, priority: 1, mono: true, text: (row) => row.number },
  {
    key: 'state',
    label: 'State',
    width: 130,
    priority: 2,
    text: (row) => stateLooks[row.state].label,
    cell: cells.state,
    beside: () => 24,
  },
  { key: 'next', label: 'Next', width: 160, priority: 4, text: (row) => nextInWords(row) ?? '–' },
  { key: 'units', label: 'Units', width: 140, grow: true, priority: 3, text: (row) => unitsInWords(row.lines) },
  { key: 'reason', label: 'Reason', width: 150, grow: true, priority: 5, text: reasonsOf },
  {
    key: 'refund',
    label: 'Refund',
    width: 130,
    priority: 6,
    text: (row) => refundInWords(row.refund),
    cell: cells.refund,
    beside: () => 24,
  },
  { key: 'order', label: 'Order', width: 120, priority: 7, mono: true, text: (row) => row.orderNumber },
  {
    key: 'requested',
    label: 'Asked for',
    width: 140,
    priority: 8,
    num: true,
    time: true,
    text: (row) => stamp(row.requestedAt),
  },
  {
    key: 'warehouse',
    label: 'To',
    width: 110,
    priority: 9,
    quiet: true,
    text: (row) => (row.warehouse === null ? '–' : warehouse(row.warehouse)),
  },
  { key: 'by', label: 'By', width: 110, priority: 10, quiet: true, text: (row) => askerNames[row.by] },
  { key: 'channel', label: 'Channel', width: 110, priority: 11, quiet: true, text: (row) => channelName(row.channel) },
];

/** Parameters of the queue in the address. */
export const queueFilters = ['q', 'state', 'reason', 'refund', 'warehouse'] as const;

export const returnFilters = (warehouses: readonly { value: string; label: string }[]): ListFilter[] => [
  { name: 'q', label: 'Number or code', proposals: [] },
  {
    name: 'state',
    label: 'State',
    any: 'Any',
    choices: returnStates.map((value) => ({ value, label: stateLooks[value].label })),
  },
  {
    name: 'reason',
    label: 'Reason',
    any: 'Any',
    choices: returnReasons.map((value) => ({ value, label: reasonNames[value] })),
  },
  {
    name: 'refund',
    label: 'Refund',
    any: 'Any',
    choices: refundStates.map((value) => ({ value, label: refundLooks[value].label })),
  },
  { name: 'warehouse', label: 'To', any: 'Any', choices: warehouses },
];
