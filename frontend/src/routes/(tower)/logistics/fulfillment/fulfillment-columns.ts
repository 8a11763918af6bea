/** What the queue of the floor shows and is narrowed by. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { fulfillmentKinds, fulfillmentStatuses, openStatuses } from '@gantry/shared/vocabulary/fulfillment';
import type { Snippet } from 'svelte';
import { isHandled, kindNames, priorityNames, riskWords, statusLooks, sumsOf } from '#lib/floor/floor-words.ts';
import type { Workers } from '#lib/floor/workers.svelte.ts';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { channelName } from '#lib/order-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

type Cells = Record<'status' | 'due', Snippet<[FulfillmentOrder]>>;
type Known = { now: number; workers: Workers; warehouse: (id: string) => string; station: (id: string) => string };

/** By when it must be ready, as far as anybody knows. */
const dueOf = ({ risk, shipBy }: FulfillmentOrder): string | null => risk?.dueAt ?? shipBy;
/** When it must be ready and how it stands with that, as one text. */
export const dueText = (row: FulfillmentOrder, now: number): string => {
  const late = riskWords(row, now);
  const due = dueOf(row);
  return [due === null ? '–' : stamp(due), late?.text].filter(Boolean).join(', ');
};
/** What a vendor sends and what is a file is neither picked nor packed. */
const progress = (row: FulfillmentOrder, done: number): string => {
  const { units } = sumsOf(row);
  return units === 0 || !isHandled(row) ? '–' : `${count(done)} of ${count(units)}`;
};

const asked = (cells: Cells, { now, workers }: Known): Column<FulfillmentOrder>[] => [
  { key: 'number', label: 'Number', width: 140, priority: 1, mono: true, text: (row) => row.number },
  {
    key: 'status',
    label: 'Status',
    width: 140,
    priority: 2,
    text: (row) => `${statusLooks[row.status].label}${row.held ? ', held' : ''}`,
    cell: cells.status,
    beside: () => 24,
  },
  {
    key: 'priority',
    label: 'Priority',
    width: 90,
    priority: 4,
    text: (row) => priorityNames[row.priority],
    mark: (row) => (row.priority === 'urgent' ? 'at_risk' : null),
  },
  {
    key: 'due',
    label: 'Ready by',
    hint: 'Ship-by where one is given, else the next time a carrier comes',
    width: 190,
    priority: 3,
    time: true,
    text: (row) => dueText(row, now),
    cell: cells.due,
    beside: () => 24,
  },
  {
    key: 'picked',
    label: 'Picked',
    hint: 'Units picked of all',
    width: 100,
    priority: 5,
    num: true,
    text: (row) => progress(row, sumsOf(row).picked),
  },
  {
    key: 'packed',
    label: 'Packed',
    hint: 'Units packed of all',
    width: 100,
    priority: 8,
    num: true,
    text: (row) => progress(row, sumsOf(row).packed),
  },
  {
    key: 'assignee',
    label: 'Assigned to',
    width: 120,
    grow: true,
    priority: 6,
    text: (row) => (row.assignee === null ? '–' : workers.name(row.assignee)),
  },
];

const about = ({ station, warehouse }: Known): Column<FulfillmentOrder>[] => [
  {
    key: 'station',
    label: 'Station',
    width: 100,
    priority: 7,
    text: (row) => (row.station === null ? '–' : station(row.station)),
  },
  {
    key: 'warehouse',
    label: 'Warehouse',
    width: 110,
    grow: true,
    priority: 9,
    quiet: true,
    text: (row) => (row.warehouse === null ? (row.vendor ?? '–') : warehouse(row.warehouse)),
  },
  { key: 'kind', label: 'Goes', width: 110, priority: 10, quiet: true, text: (row) => kindNames[row.kind] },
  { key: 'channel', label: 'Channel', width: 110, priority: 11, quiet: true, text: (row) => channelName(row.channel) },
  {
    key: 'planned',
    label: 'Planned',
    width: 140,
    priority: 12,
    num: true,
    time: true,
    text: (row) => stamp(row.plannedAt),
  },
];

/** The columns; those that answer "where does it stand, by when, how far is it" stay longest. */
export const fulfillmentColumns = (cells: Cells, known: Known): Column<FulfillmentOrder>[] => [
  ...asked(cells, known),
  ...about(known),
];

/** Parameters of the queue in the address. */
export const queueFilters = [
  'q',
  'status',
  'priority',
  'kind',
  'assignee',
  'warehouse',
  'station',
  'channel',
  'atRisk',
] as const;

type Choosable = {
  /** Only what is open is shown while no status is chosen. */
  open: boolean;
  workers: readonly { value: string; label: string }[];
  warehouses: readonly { value: string; label: string }[];
  stations: readonly { value: string; label: string }[];
  channels: readonly string[];
};
const openOnes = { value: openStatuses.join(','), label: 'Open' };
const all = { value: fulfillmentStatuses.join(','), label: 'All' };

export const fulfillmentFilters = ({ open, workers, warehouses, stations, channels }: Choosable): ListFilter[] => [
  { name: 'q', label: 'Number', proposals: [] },
  {
    name: 'status',
    label: 'Status',
    any: open ? 'Open' : 'All',
    choices: [
      open ? all : openOnes,
      ...fulfillmentStatuses.map((value) => ({ value, label: statusLooks[value].label })),
    ],
  },
  {
    name: 'priority',
    label: 'Priority',
    any: 'Any',
    choices: [
      { value: 'urgent,high', label: 'High and urgent' },
      ...Object.entries(priorityNames).map(([value, label]) => ({ value, label })),
    ],
  },
  { name: 'atRisk', label: 'Risk', any: 'Any', choices: [{ value: 'true', label: 'At risk' }] },
  { name: 'assignee', label: 'Assigned to', any: 'Anybody', choices: [{ value: 'none', label: 'Nobody' }, ...workers] },
  { name: 'warehouse', label: 'Warehouse', any: 'Any', choices: warehouses },
  { name: 'station', label: 'Station', any: 'Any', choices: [{ value: 'none', label: 'None' }, ...stations] },
  {
    name: 'kind',
    label: 'Goes',
    any: 'Any',
    choices: fulfillmentKinds.map((value) => ({ value, label: kindNames[value] })),
  },
  { name: 'channel', label: 'Channel', proposals: [...new Set(channels)].sort() },
];
