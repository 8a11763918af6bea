/** What the list of pickups shows and is narrowed by. */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { pickupStates } from '@gantry/shared/vocabulary/fulfillment';
import type { Snippet } from 'svelte';
import { contentWords, pickupLook, pickupLooks } from '#lib/floor/collecting-words.ts';
import { sumsOf } from '#lib/floor/floor-words.ts';
import { count, span } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { channelName } from '#lib/order-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

type Cells = Record<'state', Snippet<[FulfillmentOrder]>>;
type Known = { now: number; warehouse: (id: string) => string };

/** Until when it is kept, and how long that is, while it waits. */
export const keptText = ({ pickup }: FulfillmentOrder, now: number): string => {
  if (!pickup?.expiresAt) return '–';
  if (pickup.state !== 'ready') return stamp(pickup.expiresAt);
  const left = Date.parse(pickup.expiresAt) - now;
  return `${stamp(pickup.expiresAt)}, ${left > 0 ? `${span(left)} left` : 'time is over'}`;
};
const isPressing = ({ pickup }: FulfillmentOrder, now: number): boolean =>
  pickup?.state === 'ready' && pickup.expiresAt !== null && Date.parse(pickup.expiresAt) - now < 86_400_000;

const asked = (cells: Cells, { now }: Known): Column<FulfillmentOrder>[] => [
  { key: 'number', label: 'Number', width: 140, priority: 1, mono: true, text: (row) => row.number },
  {
    key: 'state',
    label: 'State',
    width: 150,
    priority: 2,
    text: (row) => `${pickupLook(row).label}${row.held ? ', held' : ''}`,
    cell: cells.state,
    beside: () => 24,
  },
  {
    key: 'kept',
    label: 'Kept until',
    width: 230,
    priority: 3,
    time: true,
    text: (row) => keptText(row, now),
    mark: (row) => (isPressing(row, now) ? 'at_risk' : null),
  },
  {
    key: 'picked',
    label: 'Picked',
    hint: 'Units picked of all',
    width: 90,
    priority: 5,
    num: true,
    text: (row) => `${count(sumsOf(row).picked)} of ${count(sumsOf(row).units)}`,
  },
];

const about = ({ warehouse }: Known): Column<FulfillmentOrder>[] => [
  { key: 'content', label: 'What', width: 170, grow: true, priority: 6, text: contentWords },
  {
    key: 'warehouse',
    label: 'Where',
    width: 120,
    grow: true,
    priority: 4,
    text: (row) => (row.warehouse === null ? '–' : warehouse(row.warehouse)),
  },
  { key: 'channel', label: 'Channel', width: 110, priority: 8, quiet: true, text: (row) => channelName(row.channel) },
  {
    key: 'ready',
    label: 'Ready since',
    width: 140,
    priority: 7,
    time: true,
    text: (row) => stamp(row.pickup?.readyAt ?? null),
  },
];

/** The columns; those that answer "which, where does it stand, until when" stay longest. */
export const pickupColumns = (cells: Cells, known: Known): Column<FulfillmentOrder>[] => [
  ...asked(cells, known),
  ...about(known),
];

/** Parameters of the list in the address. */
export const pickupQuestion = ['q', 'state', 'warehouse'] as const;

export const pickupFilters = (warehouses: readonly { value: string; label: string }[]): ListFilter[] => [
  { name: 'q', label: 'Number', proposals: [] },
  {
    name: 'state',
    label: 'State',
    any: 'Any',
    choices: pickupStates.map((value) => ({ value, label: pickupLooks[value].label })),
  },
  { name: 'warehouse', label: 'Where', any: 'Anywhere', choices: warehouses },
];
