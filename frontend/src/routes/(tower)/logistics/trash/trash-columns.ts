/** What the list of the Trash shows and is narrowed by. */
import { trashSources } from '@gantry/shared/events/trash';
import type { Snippet } from 'svelte';
import { span } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { reasonWords, sourceWords, stateLooks, type TrashGroup, type TrashRow } from '#lib/trash/trash-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

type Cells = { state: Snippet<[TrashRow]> };

/** The columns; those that say what, why, whose and since when stay longest. */
export const trashColumns = ({ state }: Cells, now: number): Column<TrashRow>[] => [
  { key: 'what', label: 'What failed', width: 130, grow: true, priority: 1, text: (row) => row.title },
  {
    key: 'why',
    label: 'Why',
    width: 150,
    grow: true,
    priority: 2,
    text: (row) => reasonWords(row.reason),
    base: (row) => (row.erased ? '' : row.detail),
  },
  {
    key: 'order',
    label: 'Order',
    hint: 'Whose order it is about',
    width: 130,
    priority: 3,
    mono: true,
    text: (row) => row.order?.number ?? row.order?.orderId ?? '–',
    href: (row) => (row.order?.placed ? `/logistics/orders/${row.order.orderId}` : null),
  },
  {
    key: 'since',
    label: 'Since',
    width: 165,
    priority: 4,
    num: true,
    time: true,
    text: (row) => stamp(row.trashedAt),
  },
  {
    key: 'age',
    label: 'Age',
    width: 90,
    priority: 6,
    num: true,
    text: (row) => span(now - Date.parse(row.trashedAt)),
  },
  {
    key: 'retries',
    label: 'Tries',
    hint: 'How often it was tried again',
    width: 60,
    priority: 7,
    num: true,
    text: (row) => String(row.retries),
  },
  {
    key: 'state',
    label: 'State',
    width: 150,
    priority: 5,
    text: (row) => stateLooks[row.state].label,
    cell: state,
    beside: () => 24,
  },
  {
    key: 'source',
    label: 'Where',
    width: 190,
    priority: 8,
    quiet: true,
    text: (row) => sourceWords[row.source],
  },
  {
    key: 'merchant',
    label: 'Merchant',
    hint: 'Whose it is; a dash: nobody’s, the operator looks after it',
    width: 100,
    priority: 9,
    quiet: true,
    text: (row) => row.merchant ?? '–',
  },
];

/** Parameters of the list in the address. */
export const trashFilterNames = ['q', 'state', 'reason', 'source', 'handler', 'orderId', 'since'] as const;

/** What may be chosen beside the state, which stands above the list; reasons and kinds are those that lie there. */
export const trashFilters = (groups: readonly TrashGroup[]): ListFilter[] => {
  const byValue = (pairs: readonly (readonly [string, string])[]) =>
    [...new Map(pairs)]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label, 'en'));
  return [
    { name: 'q', label: 'Order or word', proposals: [] },
    {
      name: 'reason',
      label: 'Why',
      any: 'Any',
      choices: byValue(groups.map(({ reason }) => [reason, reasonWords(reason)])),
    },
    {
      name: 'handler',
      label: 'What',
      any: 'Any',
      choices: byValue(groups.map(({ handler, title }) => [handler, title])),
    },
    {
      name: 'source',
      label: 'Where',
      any: 'Anywhere',
      choices: trashSources.map((value) => ({ value, label: sourceWords[value] })),
    },
    { name: 'since', label: 'Since', day: 'start' },
  ];
};
