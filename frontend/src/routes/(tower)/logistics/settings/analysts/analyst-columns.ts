/** What the list of analysts shows. */
import type { listAnalysts } from '@gantry/shared/api/access/analysts';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Column } from '#lib/list/columns.ts';
import { merchantsInWords } from '#lib/rights/rights-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Analyst = ReplyOf<typeof listAnalysts>['items'][number];

export const analystColumns = (merchants: readonly { merchant: string; name: string }[]): Column<Analyst>[] => [
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
    key: 'user',
    label: 'User',
    width: 140,
    priority: 3,
    mono: true,
    text: (row) => row.user,
    order: (row) => row.user,
  },
  {
    key: 'state',
    label: 'State',
    width: 110,
    priority: 2,
    text: (row) => (row.revokedAt === null ? 'Active' : 'Revoked'),
    mark: (row) => (row.revokedAt === null ? 'delivered' : 'problem'),
    order: (row) => row.revokedAt,
  },
  ...(merchants.length > 1
    ? [
        {
          key: 'merchants',
          label: 'Merchants',
          width: 130,
          priority: 5,
          quiet: true as const,
          text: (row: Analyst) => merchantsInWords(row.merchants, merchants),
        },
      ]
    : []),
  {
    key: 'used',
    label: 'Last used',
    width: 145,
    priority: 4,
    time: true,
    text: (row) => (row.lastUsedAt === null ? 'never' : stamp(row.lastUsedAt)),
    order: (row) => row.lastUsedAt,
  },
  {
    key: 'since',
    label: 'Added',
    width: 145,
    priority: 6,
    time: true,
    text: (row) => stamp(row.createdAt),
    order: (row) => row.createdAt,
  },
];
