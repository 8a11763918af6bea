/** What the access log shows, and its acts in words. */
import { type AccessEntry, accessActs } from '@gantry/shared/api/access/people';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { stamp } from '#lib/viewer.svelte.ts';

type Act = AccessEntry['act'];
const words: Readonly<Record<Act, string>> = {
  signed_in: 'Signed in',
  sign_in_failed: 'Sign-in failed',
  locked_out: 'Locked out',
  signed_out: 'Signed out',
  sessions_ended: 'Sessions ended',
  password_changed: 'Password changed',
  password_reset_asked: 'Password reset asked for',
  second_factor_on: 'Second factor on',
  second_factor_off: 'Second factor off',
  invited: 'Invited',
  joined: 'Joined',
  rights_changed: 'Rights changed',
  disabled: 'Disabled',
  enabled: 'Let in again',
  key_issued: 'Key issued',
  key_rotated: 'Key rotated',
  key_revoked: 'Key revoked',
  kiosk_paired: 'Kiosk paired',
  kiosk_revoked: 'Kiosk revoked',
  personal_data_exported: 'Personal data exported',
  personal_data_erased: 'Personal data erased',
  sql_given: 'SQL access given',
  sql_taken: 'SQL access taken',
  sql_asked: 'SQL asked',
};
const marks: Partial<Record<Act, Meaning>> = {
  sign_in_failed: 'at_risk',
  locked_out: 'problem',
  disabled: 'problem',
  key_revoked: 'problem',
  kiosk_revoked: 'problem',
  sql_taken: 'problem',
  personal_data_erased: 'problem',
};
const kinds: Readonly<Record<AccessEntry['by']['kind'], string>> = {
  anonymous: '',
  api: 'key',
  kiosk: 'kiosk',
  person: '',
};

/** Whoever did something, by name; an analyst is a user of the database, and no key. */
const isAnalyst = ({ id }: AccessEntry['by']): boolean => id.startsWith('ana_');
const doerInWords = (by: AccessEntry['by']): string => {
  if (by.kind === 'anonymous') return 'nobody signed in';
  return isAnalyst(by) ? `${by.name} (SQL)` : by.name;
};

export const accessFilters: readonly ListFilter[] = [
  {
    name: 'act',
    label: 'What',
    any: 'Anything',
    choices: accessActs.map((act) => ({ value: act, label: words[act] })),
  },
  {
    name: 'without',
    label: 'SQL questions',
    any: 'Shown',
    choices: [{ value: 'sql_asked', label: 'Left out' }],
  },
  { name: 'by', label: 'By (name)', proposals: [] },
  { name: 'about', label: 'About (name)', proposals: [] },
  { name: 'from', label: 'From', day: 'start' },
  { name: 'until', label: 'Until', day: 'end' },
];

export const accessColumns: readonly Column<AccessEntry>[] = [
  { key: 'at', label: 'When', width: 125, priority: 1, time: true, text: (row) => stamp(row.at) },
  {
    key: 'act',
    label: 'What',
    width: 190,
    priority: 2,
    text: (row) => words[row.act],
    mark: (row) => marks[row.act] ?? null,
  },
  {
    key: 'by',
    label: 'By',
    width: 170,
    priority: 3,
    text: (row) => doerInWords(row.by),
    base: (row) => (isAnalyst(row.by) ? '' : kinds[row.by.kind]),
    href: (row) => (row.by.kind === 'person' ? `/logistics/settings/users/${row.by.id}` : null),
  },
  { key: 'about', label: 'About', width: 160, priority: 4, text: (row) => row.about?.name ?? '–' },
  {
    key: 'detail',
    label: 'Detail',
    width: 180,
    grow: true,
    priority: 6,
    quiet: true,
    text: (row) => row.detail ?? '–',
  },
  {
    key: 'address',
    label: 'From',
    width: 130,
    priority: 5,
    mono: true,
    quiet: true,
    text: (row) => row.address ?? '–',
  },
];
