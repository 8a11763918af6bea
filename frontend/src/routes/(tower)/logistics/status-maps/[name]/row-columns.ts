/** What the rows of a status map show. */
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import type { Snippet } from 'svelte';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import { actorWords, inWords } from '#lib/staff-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';
import type { ShownRow } from './map-draft.ts';

/** A status as a row says it: a code that is known and moves nothing has a meaning too. */
export const meaningWord = ({ status }: ShownRow): string =>
  status === null ? 'Moves nothing' : statusFacts[status].label;

export const rowColumns = (cells: Record<'status' | 'hands', Snippet<[ShownRow]>>): Column<ShownRow>[] => [
  { key: 'code', label: 'Code', width: 104, priority: 1, mono: true, text: (row) => row.code },
  { key: 'pattern', label: 'Only if the text has', width: 140, priority: 5, text: (row) => row.pattern || '–' },
  {
    key: 'label',
    label: 'The carrier’s words',
    width: 220,
    priority: 4,
    quiet: true,
    wrap: true,
    text: (row) => row.label || '–',
  },
  { key: 'status', label: 'Status', width: 180, priority: 2, text: meaningWord, cell: cells.status },
  {
    key: 'reason',
    label: 'Reason',
    width: 140,
    priority: 6,
    quiet: true,
    text: (row) => (row.reason ? inWords(row.reason) : '–'),
  },
  {
    key: 'actor',
    label: 'Who acts',
    width: 120,
    priority: 7,
    quiet: true,
    text: (row) => (row.actionRequiredBy ? actorWords[row.actionRequiredBy] : 'default'),
  },
  { key: 'scans', label: 'Scans, 90 d', width: 100, priority: 3, num: true, text: (row) => count(row.scans) },
  {
    key: 'written',
    label: 'Written',
    width: 120,
    priority: 8,
    quiet: true,
    text: (row) => (row.origin === 'edited' ? `version ${row.version}` : 'carrier’s own'),
  },
  {
    key: 'validFrom',
    label: 'Valid from',
    width: 160,
    priority: 9,
    quiet: true,
    time: true,
    text: (row) => stamp(row.validFrom),
  },
  { key: 'hands', label: 'Change', width: 150, priority: 1, hands: true, text: () => '', cell: cells.hands },
];
