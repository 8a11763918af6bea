/** What the list of bins shows, and what it is narrowed by. */
import type { WarehouseLocation } from '@gantry/shared/api/inventory/places';
import type { Snippet } from 'svelte';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';

/** "12 of 40", "12": units that lie there, of what it holds where that is known. */
export const occupancyInWords = ({ occupancy, capacity }: WarehouseLocation): string =>
  capacity === null ? count(occupancy) : `${count(occupancy)} of ${count(capacity)}`;
export const isOver = ({ occupancy, capacity }: WarehouseLocation): boolean =>
  capacity !== null && occupancy > capacity;

export const binColumns = (
  cells: { occupancy?: Snippet<[WarehouseLocation]> },
  nameOf: (warehouse: string) => string,
): Column<WarehouseLocation>[] => [
  { key: 'bin', label: 'Bin', width: 130, grow: true, priority: 1, mono: true, text: (row) => row.bin },
  { key: 'warehouse', label: 'Warehouse', width: 140, grow: true, priority: 3, text: (row) => nameOf(row.warehouse) },
  {
    key: 'occupancy',
    label: 'Occupancy',
    hint: 'Units that lie there, of what it holds',
    width: 180,
    priority: 2,
    text: occupancyInWords,
    ...(cells.occupancy ? { cell: cells.occupancy, beside: () => 76 } : {}),
  },
  { key: 'zone', label: 'Zone', width: 110, priority: 4, text: (row) => row.zone || '–' },
  { key: 'aisle', label: 'Aisle', width: 90, priority: 5, text: (row) => row.aisle || '–' },
  { key: 'shelf', label: 'Shelf', width: 90, priority: 6, text: (row) => row.shelf || '–' },
];

export const binFilters = (
  warehouses: readonly { warehouse: string; name: string }[],
  zones: readonly string[],
): ListFilter[] => [
  {
    name: 'warehouse',
    label: 'Warehouse',
    any: 'All',
    choices: warehouses.map(({ warehouse, name }) => ({ value: warehouse, label: name })),
  },
  { name: 'zone', label: 'Zone', proposals: [...new Set(zones.filter(Boolean))].sort() },
];
