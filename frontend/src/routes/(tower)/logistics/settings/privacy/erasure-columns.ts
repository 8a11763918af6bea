/** What the list of erasures shows. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { ErasureReason, listErasures } from '@gantry/shared/api/privacy';
import type { Column } from '#lib/list/columns.ts';
import { stamp } from '#lib/viewer.svelte.ts';

type Erasure = ReplyOf<typeof listErasures>['items'][number];
/** Why somebody was erased, as people read it. */
export const reasonWords: Readonly<Record<ErasureReason | 'other', string>> = {
  asked_by_person: 'The person asked for it',
  asked_by_merchant: 'The merchant asked for it',
  legal: 'A law or a court asks for it',
  test_data: 'Test data',
  retention: 'The time of keeping is over',
  restored: 'Erased before the database was brought back',
  other: 'For another reason',
};

/** Who asked where nobody did: the merchant's time for personal data was over. */
const byRetention = 'system:retention';

export const erasureColumns: readonly Column<Erasure>[] = [
  { key: 'at', label: 'When', width: 125, priority: 1, time: true, text: (row) => stamp(row.erasedAt) },
  {
    key: 'by',
    label: 'By',
    width: 150,
    priority: 3,
    text: (row) => (row.by.id === byRetention ? 'by itself, its time was over' : row.by.name),
  },
  { key: 'merchant', label: 'Merchant', width: 110, priority: 4, quiet: true, text: (row) => row.merchantName },
  { key: 'reason', label: 'Reason', width: 190, grow: true, priority: 2, text: (row) => reasonWords[row.reason] },
  { key: 'subject', label: 'Subject', width: 190, priority: 5, mono: true, quiet: true, text: (row) => row.subjectId },
];
