/** What a replay would change, shipment by shipment. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { replayDifferences } from '@gantry/shared/api/replay';
import type { Column } from '#lib/list/columns.ts';
import { inWords } from '#lib/staff-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Difference = ReplyOf<typeof replayDifferences>['items'][number];

const isInstant = (text: string): boolean => /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text);
const valueWord = (value: unknown): string =>
  typeof value === 'string'
    ? isInstant(value)
      ? stamp(value)
      : inWords(value)
    : value === undefined || value === null
      ? 'nothing'
      : JSON.stringify(value);

const lines = (row: Difference, side: 'before' | 'after'): string =>
  row.fields.map((field) => valueWord(field[side])).join('\n');

export const differenceColumns: Column<Difference>[] = [
  { key: 'shipment', label: 'Shipment', width: 180, priority: 1, mono: true, text: (row) => row.trackingNumber },
  {
    key: 'field',
    label: 'Field',
    width: 150,
    priority: 4,
    wrap: true,
    text: (row) => row.fields.map(({ field }) => inWords(field)).join('\n'),
  },
  {
    key: 'before',
    label: 'Is',
    width: 260,
    priority: 3,
    quiet: true,
    wrap: true,
    time: true,
    text: (row) => lines(row, 'before'),
  },
  {
    key: 'after',
    label: 'Would be',
    width: 260,
    priority: 2,
    wrap: true,
    time: true,
    text: (row) => lines(row, 'after'),
  },
];
