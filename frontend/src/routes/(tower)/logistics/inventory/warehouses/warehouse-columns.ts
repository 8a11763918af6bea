/** What the list of warehouses shows. */
import type { Warehouse } from '@gantry/shared/api/inventory/places';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** "Mon-Fri", "Mon, Wed, Sat": weekdays as people say them, 1 is Monday. */
export const daysInWords = (days: readonly number[]): string => {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) return 'never';
  const run = sorted.length > 2 && last - first === sorted.length - 1;
  const name = (day: number) => dayNames[day - 1] ?? '?';
  return run ? `${name(first)}-${name(last)}` : sorted.map(name).join(', ');
};

const pointOf = ({ address }: Warehouse): string =>
  address.latitude === undefined || address.longitude === undefined
    ? 'by its town'
    : `${address.latitude}, ${address.longitude}`;

export const warehouseColumns: readonly Column<Warehouse>[] = [
  {
    key: 'name',
    label: 'Name',
    width: 150,
    grow: true,
    priority: 1,
    text: (row) => row.name,
    order: (row) => row.name,
  },
  {
    key: 'warehouse',
    label: 'Short name',
    width: 110,
    priority: 5,
    mono: true,
    quiet: true,
    text: (row) => row.warehouse,
    order: (row) => row.warehouse,
  },
  {
    key: 'state',
    label: 'State',
    width: 90,
    priority: 3,
    text: (row) => (row.state === 'open' ? 'Open' : 'Closed'),
    mark: (row) => (row.state === 'open' ? 'delivered' : 'waiting'),
    order: (row) => row.state,
  },
  {
    key: 'units',
    label: 'Units',
    hint: 'On hand there',
    width: 90,
    priority: 2,
    num: true,
    text: (row) => count(row.units),
    order: (row) => row.units,
  },
  {
    key: 'place',
    label: 'Place',
    width: 150,
    priority: 4,
    text: (row) => `${row.address.city}, ${row.address.country}`,
    order: (row) => row.address.city,
  },
  {
    key: 'zone',
    label: 'Zone',
    hint: 'The clock its hours are by',
    width: 130,
    priority: 7,
    quiet: true,
    text: (row) => row.timeZone,
  },
  {
    key: 'cutoffs',
    label: 'Pickups',
    hint: 'When carriers fetch what is ready',
    width: 190,
    grow: true,
    priority: 6,
    text: (row) =>
      row.cutoffs.map(({ carrier, days, at }) => `${carrier ?? 'all'} ${daysInWords(days)} ${at}`).join(', ') || '–',
  },
  {
    key: 'point',
    label: 'Coordinates',
    hint: 'Without them it is taken to lie where its postal code or town does',
    width: 150,
    priority: 8,
    quiet: true,
    text: pointOf,
    mark: (row) => (row.address.latitude === undefined ? 'waiting' : null),
  },
];
