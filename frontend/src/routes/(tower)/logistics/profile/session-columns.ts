/** What the list of one's own sessions shows. */

import type { listSessions } from '@gantry/shared/api/access/session';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Column } from '#lib/list/columns.ts';
import { stamp } from '#lib/viewer.svelte.ts';

type Session = ReplyOf<typeof listSessions>['items'][number];

export const sessionColumns: readonly Column<Session>[] = [
  {
    key: 'device',
    label: 'Browser',
    width: 180,
    grow: true,
    priority: 1,
    text: (row) => row.device ?? 'not told',
    base: (row) => (row.current ? 'this one' : ''),
    mark: (row) => (row.current ? 'delivered' : null),
    order: (row) => row.device,
  },
  {
    key: 'address',
    label: 'From',
    width: 140,
    priority: 3,
    mono: true,
    quiet: true,
    text: (row) => row.address ?? '–',
  },
  {
    key: 'seen',
    label: 'Last used',
    width: 140,
    priority: 2,
    time: true,
    text: (row) => stamp(row.lastSeenAt),
    order: (row) => row.lastSeenAt,
  },
  {
    key: 'since',
    label: 'Signed in',
    width: 140,
    priority: 4,
    time: true,
    text: (row) => stamp(row.createdAt),
    order: (row) => row.createdAt,
  },
  {
    key: 'until',
    label: 'Ends by itself',
    width: 140,
    priority: 5,
    time: true,
    text: (row) => stamp(row.expiresAt),
    order: (row) => row.expiresAt,
  },
];
