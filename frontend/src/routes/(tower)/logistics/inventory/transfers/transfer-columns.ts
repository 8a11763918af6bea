/** What the list of transfers shows, and what it is narrowed by. */
import type { Transfer } from '@gantry/shared/api/inventory/transfers';
import type { Snippet } from 'svelte';
import { calendarDay, count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { stamp } from '#lib/viewer.svelte.ts';
import { transferWords } from '../inventory-words.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

/** Units of which it is known what became of them. */
export const settledOf = ({ accepted, damaged, missing }: Transfer): number => accepted + damaged + missing;
export const openOf = (transfer: Transfer): number => transfer.quantity - settledOf(transfer);
export const arrivedInWords = (transfer: Transfer): string =>
  `${count(transfer.accepted + transfer.damaged)} of ${count(transfer.quantity)}`;

const dash = (units: number): string => (units === 0 ? '–' : count(units));

export const transferColumns = (
  cells: { arrived?: Snippet<[Transfer]> },
  nameOf: (warehouse: string) => string,
): Column<Transfer>[] => [
  { key: 'sku', label: 'SKU', width: 150, grow: true, priority: 1, mono: true, text: (row) => row.sku },
  {
    key: 'way',
    label: 'From, to',
    width: 220,
    grow: true,
    priority: 3,
    text: (row) => `${nameOf(row.from)} → ${nameOf(row.to)}`,
  },
  {
    key: 'state',
    label: 'State',
    width: 120,
    priority: 4,
    text: (row) => transferWords[row.state].word,
    mark: (row) => transferWords[row.state].mark,
  },
  {
    key: 'arrived',
    label: 'Arrived',
    hint: 'Units that arrived, good and broken, of those sent',
    width: 170,
    priority: 2,
    text: arrivedInWords,
    ...(cells.arrived ? { cell: cells.arrived, beside: () => 76 } : {}),
  },
  {
    key: 'damaged',
    label: 'Broken',
    width: 70,
    priority: 7,
    num: true,
    text: (row) => dash(row.damaged),
    mark: (row) => (row.damaged > 0 ? 'at_risk' : null),
  },
  {
    key: 'missing',
    label: 'Missing',
    width: 74,
    priority: 8,
    num: true,
    text: (row) => dash(row.missing),
    mark: (row) => (row.missing > 0 ? 'problem' : null),
  },
  {
    key: 'expected',
    label: 'Expected',
    width: 110,
    priority: 5,
    text: (row) => (row.expectedOn === null ? '–' : calendarDay(row.expectedOn)),
  },
  { key: 'sent', label: 'Sent', width: 140, priority: 6, time: true, quiet: true, text: (row) => stamp(row.sentAt) },
  ...merchantColumn<Transfer>(5.5),
];

export const transferFilters: readonly ListFilter[] = [
  {
    name: 'state',
    label: 'State',
    any: 'All',
    choices: [
      { value: 'in_transit', label: transferWords.in_transit.word },
      { value: 'received', label: transferWords.received.word },
    ],
  },
  { name: 'sku', label: 'SKU', proposals: [] },
];
