/** What the map of ids shows: what of ours is what in the ERP. */
import type { IdMapEntry } from '@gantry/shared/api/orders/systems';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { stamp } from '#lib/viewer.svelte.ts';

const kinds: Readonly<Record<IdMapEntry['kind'], string>> = { customer: 'Customer', order: 'Order' };

export const idFilters: readonly ListFilter[] = [{ name: 'q', label: 'E-mail, order or ERP id', proposals: [] }];

export const idColumns: readonly Column<IdMapEntry>[] = [
  { key: 'ours', label: 'Here', width: 230, grow: true, priority: 1, mono: true, text: (row) => row.ours },
  { key: 'theirs', label: 'In the ERP', width: 200, priority: 2, text: (row) => row.theirs || '–' },
  { key: 'kind', label: 'What', width: 100, priority: 3, text: (row) => kinds[row.kind] },
  { key: 'merchant', label: 'Merchant', width: 120, priority: 5, mono: true, quiet: true, text: (row) => row.merchant },
  { key: 'since', label: 'Since', width: 145, priority: 4, time: true, text: (row) => stamp(row.since) },
];
