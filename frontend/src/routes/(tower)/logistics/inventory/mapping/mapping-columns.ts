/** What the list of mapped listings shows, and what it is narrowed by. */
import type { Listing } from '@gantry/shared/api/inventory/products';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

export const listingColumns = (): Column<Listing>[] => [
  {
    key: 'channelSku',
    label: 'Listing',
    hint: 'What the channel calls it',
    width: 170,
    grow: true,
    priority: 1,
    mono: true,
    text: (row) => row.channelSku,
  },
  { key: 'channel', label: 'Channel', width: 120, priority: 3, text: (row) => row.channel },
  { key: 'sku', label: 'SKU', width: 160, grow: true, priority: 2, mono: true, text: (row) => row.sku },
  {
    key: 'quantity',
    label: 'Units',
    hint: 'Units of the SKU for one of the listing',
    width: 70,
    priority: 4,
    num: true,
    text: (row) => count(row.quantity),
  },
  ...merchantColumn<Listing>(5),
];

export const listingFilters = (channels: readonly string[]): ListFilter[] => [
  { name: 'channel', label: 'Channel', proposals: [...new Set(channels)].sort() },
  { name: 'sku', label: 'SKU', proposals: [] },
];
