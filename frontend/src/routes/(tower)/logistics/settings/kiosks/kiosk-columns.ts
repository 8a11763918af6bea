/** What the list of kiosks shows. */
import type { listKiosks } from '@gantry/shared/api/access/keys';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { Column } from '#lib/list/columns.ts';
import { merchantsInWords } from '#lib/rights/rights-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Kiosk = ReplyOf<typeof listKiosks>['items'][number];

const states: Readonly<Record<Kiosk['state'], { word: string; mark: Meaning }>> = {
  waiting: { word: 'Waits for its screen', mark: 'waiting' },
  paired: { word: 'Paired', mark: 'delivered' },
  revoked: { word: 'Revoked', mark: 'problem' },
};

export const kioskColumns = (merchants: readonly { merchant: string; name: string }[]): Column<Kiosk>[] => [
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
    key: 'state',
    label: 'State',
    width: 165,
    priority: 2,
    text: (row) => states[row.state].word,
    mark: (row) => states[row.state].mark,
    order: (row) => row.state,
  },
  { key: 'device', label: 'Screen', width: 160, priority: 4, quiet: true, text: (row) => row.device ?? '–' },
  {
    key: 'address',
    label: 'From',
    width: 130,
    priority: 6,
    mono: true,
    quiet: true,
    text: (row) => row.address ?? '–',
  },
  ...(merchants.length > 1
    ? [
        {
          key: 'merchants',
          label: 'Merchants',
          width: 120,
          priority: 5,
          quiet: true as const,
          text: (row: Kiosk) => merchantsInWords(row.merchants, merchants),
        },
      ]
    : []),
  {
    key: 'seen',
    label: 'Last seen',
    width: 145,
    priority: 3,
    time: true,
    text: (row) => (row.lastSeenAt === null ? 'never' : stamp(row.lastSeenAt)),
    order: (row) => row.lastSeenAt,
  },
  {
    key: 'paired',
    label: 'Paired',
    width: 145,
    priority: 7,
    time: true,
    text: (row) => stamp(row.pairedAt),
    order: (row) => row.pairedAt,
  },
];
