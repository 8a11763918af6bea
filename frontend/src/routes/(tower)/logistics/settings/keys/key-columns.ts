/** What the list of keys shows. */
import type { listKeys } from '@gantry/shared/api/access/keys';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { Column } from '#lib/list/columns.ts';
import { areaNames, merchantsInWords, verticalsInWords } from '#lib/rights/rights-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Key = ReplyOf<typeof listKeys>['items'][number];
type Known = readonly { merchant: string; name: string }[];
const soonMs = 14 * 86_400_000;

/** How a key stands at an instant, in a word. */
export const standingOf = (
  key: Pick<Key, 'revokedAt' | 'expiresAt' | 'secrets'>,
  now: number,
): { word: string; mark: Meaning } => {
  if (key.revokedAt !== null) return { word: 'Revoked', mark: 'problem' };
  const left = key.expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(key.expiresAt) - now;
  if (left <= 0) return { word: 'Expired', mark: 'problem' };
  if (left < soonMs) return { word: 'Expires soon', mark: 'at_risk' };
  return key.secrets.length > 1 ? { word: 'Rotating', mark: 'moving' } : { word: 'Valid', mark: 'delivered' };
};

export const scopesInWords = (scopes: readonly string[]): string => (scopes.includes('*') ? 'all' : scopes.join(', '));

const about: Column<Key>[] = [
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
    key: 'hint',
    label: 'Ends in',
    hint: 'The last characters of its secret',
    width: 86,
    priority: 4,
    mono: true,
    quiet: true,
    text: (row) => row.hint,
  },
];

const rights = (merchants: Known): Column<Key>[] => [
  {
    key: 'area',
    label: 'Area',
    width: 90,
    priority: 3,
    text: (row) => areaNames[row.area],
    order: (row) => row.area,
  },
  { key: 'scopes', label: 'Scopes', width: 150, priority: 8, quiet: true, text: (row) => scopesInWords(row.scopes) },
  {
    key: 'verticals',
    label: 'Verticals',
    width: 110,
    priority: 9,
    quiet: true,
    text: (row) => verticalsInWords(row.allVerticals ? '*' : row.verticals),
  },
  ...(merchants.length > 1
    ? [
        {
          key: 'merchants',
          label: 'Merchants',
          width: 110,
          priority: 7,
          quiet: true as const,
          text: (row: Key) => merchantsInWords(row.merchants, merchants),
        },
      ]
    : []),
];

export const keyColumns = (merchants: Known, now: number): Column<Key>[] => [
  ...about,
  {
    key: 'standing',
    label: 'State',
    width: 125,
    priority: 2,
    text: (row) => standingOf(row, now).word,
    mark: (row) => standingOf(row, now).mark,
    order: (row) => standingOf(row, now).word,
  },
  ...rights(merchants),
  {
    key: 'used',
    label: 'Last used',
    width: 155,
    priority: 5,
    time: true,
    text: (row) => (row.lastUsedAt === null ? 'never' : stamp(row.lastUsedAt)),
    order: (row) => row.lastUsedAt,
  },
  {
    key: 'expires',
    label: 'Expires',
    width: 155,
    priority: 6,
    time: true,
    text: (row) => (row.expiresAt === null ? 'never' : stamp(row.expiresAt)),
    order: (row) => row.expiresAt,
  },
];
