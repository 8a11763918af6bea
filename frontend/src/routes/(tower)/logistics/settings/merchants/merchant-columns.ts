/** What the list of merchants shows. */

import type { listMerchants } from '@gantry/shared/api/access/merchants';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type MerchantRow = ReplyOf<typeof listMerchants>['items'][number];

/** "90 days after an order ended", "never by itself". */
export const retentionInWords = (days: number | null): string =>
  days === null ? 'never by itself' : `${count(days)} ${days === 1 ? 'day' : 'days'} after an order ended`;

export const merchantColumns: readonly Column<MerchantRow>[] = [
  {
    key: 'name',
    label: 'Name',
    width: 170,
    grow: true,
    priority: 1,
    text: (row) => row.name,
    order: (row) => row.name,
  },
  {
    key: 'merchant',
    label: 'Short name',
    width: 130,
    priority: 3,
    mono: true,
    quiet: true,
    text: (row) => row.merchant,
    order: (row) => row.merchant,
  },
  {
    key: 'state',
    label: 'State',
    width: 110,
    priority: 2,
    text: (row) => (row.state === 'active' ? 'Active' : 'Closed'),
    mark: (row) => (row.state === 'active' ? 'delivered' : 'waiting'),
    order: (row) => row.state,
  },
  {
    key: 'retention',
    label: 'Personal data is erased',
    width: 220,
    priority: 4,
    text: (row) => retentionInWords(row.retentionDays),
    order: (row) => row.retentionDays,
  },
  {
    key: 'since',
    label: 'Added',
    width: 145,
    priority: 5,
    time: true,
    text: (row) => stamp(row.createdAt),
    order: (row) => row.createdAt,
  },
];
