/** What the list of channel rules shows. */
import type { ChannelRules } from '@gantry/shared/api/inventory/places';
import { count, span } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import { strategyWords } from '../inventory-words.ts';
import { merchantColumn } from '../parts/merchant-column.ts';

export const everyOther = 'Every other channel';
export const channelInWords = (channel: string): string => (channel === '*' ? everyOther : channel);

export const rulesColumns = (nameOf: (warehouse: string) => string): Column<ChannelRules>[] => [
  {
    key: 'channel',
    label: 'Channel',
    width: 150,
    grow: true,
    priority: 1,
    text: (row) => channelInWords(row.channel),
    order: (row) => row.channel,
  },
  {
    key: 'strategy',
    label: 'Warehouse is chosen',
    width: 160,
    priority: 2,
    text: (row) => strategyWords[row.strategy].word,
  },
  {
    key: 'warehouses',
    label: 'Draws on',
    width: 170,
    grow: true,
    priority: 3,
    text: (row) => (row.warehouses === null ? 'all warehouses' : row.warehouses.map(nameOf).join(', ') || 'none'),
    mark: (row) => (row.warehouses?.length === 0 ? 'problem' : null),
  },
  {
    key: 'keepBack',
    label: 'Kept back',
    hint: 'Units of each SKU that it may never take',
    width: 90,
    priority: 5,
    num: true,
    text: (row) => (row.keepBack === 0 ? '–' : count(row.keepBack)),
  },
  {
    key: 'ship',
    label: 'Ships',
    width: 120,
    priority: 4,
    text: (row) => (row.shipPolicy === 'ship_complete' ? 'when complete' : 'what is there'),
  },
  {
    key: 'unpaid',
    label: 'Unpaid stock',
    hint: 'How long stock stays reserved for an order that is not paid',
    width: 120,
    priority: 6,
    text: (row) => (row.unpaidMinutes === null ? 'stays reserved' : `for ${span(row.unpaidMinutes * 60_000)}`),
  },
  {
    key: 'address',
    label: 'Wrong address',
    width: 120,
    priority: 7,
    text: (row) => (row.addressCheck === 'hold' ? 'holds the order' : 'is flagged'),
  },
  {
    key: 'returns',
    label: 'Comes back',
    hint: 'How long after its delivery something may come back, and who allows it',
    width: 150,
    priority: 8,
    text: (row) =>
      row.returnDays === 0
        ? 'never'
        : `${count(row.returnDays)} ${row.returnDays === 1 ? 'day' : 'days'}${row.returnAuthorization === 'at_once' ? ', at once' : ''}`,
  },
  ...merchantColumn<ChannelRules>(4.5),
];
