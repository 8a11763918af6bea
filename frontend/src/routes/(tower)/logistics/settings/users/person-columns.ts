/** What the list of people shows, and how its states are drawn and told. */

import type { listPeople } from '@gantry/shared/api/access/people';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { areaNames, merchantsInWords, verticalsInWords } from '#lib/rights/rights-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Person = ReplyOf<typeof listPeople>['items'][number];

const states: Readonly<Record<Person['state'], { word: string; mark: Meaning }>> = {
  invited: { word: 'Invited', mark: 'waiting' },
  active: { word: 'Active', mark: 'delivered' },
  locked: { word: 'Locked', mark: 'at_risk' },
  disabled: { word: 'Disabled', mark: 'problem' },
};
export const stateOf = ({ state }: Pick<Person, 'state'>): { word: string; mark: Meaning } => states[state];

export const personFilters: readonly ListFilter[] = [
  { name: 'search', label: 'Name or e-mail', proposals: [] },
  {
    name: 'state',
    label: 'State',
    any: 'Any',
    choices: Object.entries(states).map(([value, { word }]) => ({ value, label: word })),
  },
];

type Known = readonly { merchant: string; name: string }[];

export const personColumns = (merchants: Known): Column<Person>[] => [
  { key: 'name', label: 'Name', width: 150, priority: 1, text: (row) => row.name ?? row.email },
  { key: 'email', label: 'E-mail', width: 190, grow: true, priority: 4, quiet: true, text: (row) => row.email },
  {
    key: 'state',
    label: 'State',
    width: 110,
    priority: 2,
    text: (row) => stateOf(row).word,
    mark: (row) => stateOf(row).mark,
  },
  { key: 'area', label: 'Area', width: 90, priority: 3, text: (row) => areaNames[row.area] },
  {
    key: 'verticals',
    label: 'Verticals',
    width: 120,
    priority: 8,
    quiet: true,
    text: (row) => verticalsInWords(row.verticals),
  },
  ...(merchants.length > 1
    ? [
        {
          key: 'merchants',
          label: 'Merchants',
          width: 120,
          priority: 5,
          quiet: true as const,
          text: (row: Person) => merchantsInWords(row.merchants, merchants),
        },
      ]
    : []),
  {
    key: 'factor',
    label: 'Second factor',
    width: 120,
    priority: 6,
    text: (row) => (row.secondFactor ? 'on' : 'off'),
    mark: (row) => (row.secondFactor ? 'delivered' : null),
  },
  {
    key: 'seen',
    label: 'Last seen',
    width: 145,
    priority: 7,
    time: true,
    text: (row) => (row.lastSeenAt === null ? 'never' : stamp(row.lastSeenAt)),
  },
];
