/** What the outbox shows. */

import type { listMail } from '@gantry/shared/api/access/people';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { Column } from '#lib/list/columns.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Mail = ReplyOf<typeof listMail>['items'][number];

const outcomes: Readonly<Record<Mail['outcome'], { word: string; mark: Meaning }>> = {
  kept: { word: 'Kept here', mark: 'waiting' },
  sent: { word: 'Sent', mark: 'delivered' },
  failed: { word: 'Failed', mark: 'problem' },
  waiting: { word: 'On its way', mark: 'moving' },
};

export const mailColumns: readonly Column<Mail>[] = [
  { key: 'subject', label: 'Subject', width: 240, grow: true, priority: 1, text: (row) => row.subject },
  { key: 'to', label: 'To', width: 200, priority: 3, text: (row) => row.to },
  {
    key: 'outcome',
    label: 'State',
    width: 120,
    priority: 2,
    text: (row) => outcomes[row.outcome].word,
    mark: (row) => outcomes[row.outcome].mark,
  },
  { key: 'at', label: 'When', width: 145, priority: 4, time: true, text: (row) => stamp(row.at) },
  { key: 'detail', label: 'Detail', width: 180, priority: 5, quiet: true, text: (row) => row.detail ?? '–' },
];
