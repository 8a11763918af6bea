/** What the two lists of carriers show: how well each reports, and how it is connected. */
import type { listCarrierQuality, listConnections } from '@gantry/shared/api/carriers';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import type { Snippet } from 'svelte';
import { count, percent, span } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Quality = ReplyOf<typeof listCarrierQuality>['items'][number];
export type Connection = ReplyOf<typeof listConnections>['items'][number];

const lag = (seconds: number | null): string => (seconds === null ? '–' : span(seconds * 1000));
const outOf = (base: number): string => `of ${count(base)}`;

const told: Column<Quality>[] = [
  { key: 'carrier', label: 'Carrier', width: 150, priority: 1, text: (row) => row.label, order: (row) => row.label },
  {
    key: 'asking',
    label: 'Asking',
    hint: 'Whether the carrier answers when it is asked',
    width: 124,
    priority: 3,
    text: (row) => (row.lastPollError ? 'fails' : row.pollsPerDay === null ? 'not supported' : 'works'),
    mark: (row) => (row.lastPollError ? 'problem' : null),
    order: (row) => (row.lastPollError ? 0 : 1),
  },
  {
    key: 'lag',
    label: 'Lag p50, p90',
    hint: 'From the scan to our knowing of it: half of them within, nine of ten within',
    width: 128,
    priority: 2,
    num: true,
    text: (row) => `${lag(row.reportingLagSeconds.p50)}, ${lag(row.reportingLagSeconds.p90)}`,
    order: (row) => row.reportingLagSeconds.p90,
  },
  {
    key: 'loss',
    label: 'Webhook loss',
    hint: 'Scans known only from asking, of all that a poll could confirm',
    width: 134,
    priority: 4,
    num: true,
    text: (row) => percent(row.webhookLoss),
    base: (row) => outOf(row.polled),
    order: (row) => row.webhookLoss,
  },
  {
    key: 'duplicates',
    label: 'Duplicates',
    hint: 'Repeated pushes of a scan, of all pushed',
    width: 134,
    priority: 8,
    num: true,
    text: (row) => percent(row.duplicates),
    base: (row) => outOf(row.pushed),
    order: (row) => row.duplicates,
  },
  {
    key: 'disorder',
    label: 'Out of order',
    hint: 'Scans that came after a later one, of all pushed',
    width: 134,
    priority: 9,
    num: true,
    text: (row) => percent(row.outOfOrder),
    base: (row) => outOf(row.pushed),
    order: (row) => row.outOfOrder,
  },
];
const counts: Column<Quality>[] = [
  {
    key: 'scans',
    label: 'Scans',
    width: 88,
    priority: 10,
    num: true,
    text: (row) => count(row.scans),
    order: (row) => row.scans,
  },
  {
    key: 'live',
    label: 'Live',
    width: 78,
    priority: 5,
    num: true,
    text: (row) => count(row.live),
    href: (row) => `/logistics/tracking?carrier=${row.carrier}&flag=live`,
    order: (row) => row.live,
  },
  {
    key: 'silent',
    label: 'Silent',
    hint: 'Live, and nobody heard of them for thirty days',
    width: 78,
    priority: 6,
    num: true,
    text: (row) => count(row.silent),
    mark: (row) => (row.silent > 0 ? 'stuck' : null),
    href: (row) => (row.silent > 0 ? `/logistics/tracking?carrier=${row.carrier}&flag=silent` : null),
    order: (row) => row.silent,
  },
  {
    key: 'unmapped',
    label: 'Unmapped',
    hint: 'Scans whose code no map knows',
    width: 98,
    priority: 7,
    num: true,
    text: (row) => count(row.unmapped),
    mark: (row) => (row.unmapped > 0 ? 'at_risk' : null),
    href: (row) =>
      row.unmapped > 0 ? `/logistics/status-maps/${row.adapter === 'generic' ? row.carrier : row.adapter}` : null,
    order: (row) => row.unmapped,
  },
  {
    key: 'trashed',
    label: 'Trash',
    hint: 'Messages nobody could read',
    width: 78,
    priority: 7,
    num: true,
    text: (row) => count(row.trashed),
    mark: (row) => (row.trashed > 0 ? 'problem' : null),
    order: (row) => row.trashed,
  },
  {
    key: 'asked',
    label: 'Asked today',
    hint: 'Of what its quota allows a day',
    width: 138,
    priority: 11,
    num: true,
    text: (row) => (row.pollsPerDay === null ? 'not supported' : count(row.pollsToday)),
    base: (row) => (row.pollsPerDay === null ? '' : outOf(row.pollsPerDay)),
    order: (row) => (row.pollsPerDay === null ? null : row.pollsToday),
  },
  {
    key: 'lastPush',
    label: 'Last push',
    width: 160,
    priority: 12,
    num: true,
    time: true,
    text: (row) => (row.lastPushAt === null ? 'never' : stamp(row.lastPushAt)),
    order: (row) => row.lastPushAt,
  },
];
export const qualityColumns: Column<Quality>[] = [...told, ...counts];

const secretWord = (row: Connection): string =>
  row.hasSecret ? 'set' : carrierFacts[row.adapter].push ? 'missing' : 'none needed';

/** `hands` draws the button that asks a carrier now. */
export const connectionColumns = (hands: Snippet<[Connection]>): Column<Connection>[] => [
  { key: 'name', label: 'Name', width: 120, priority: 1, text: (row) => row.name, order: (row) => row.name },
  {
    key: 'carrier',
    label: 'Carrier',
    width: 170,
    priority: 2,
    text: (row) => row.label + (row.settings.environment === 'test' ? ' (test)' : ''),
    order: (row) => row.label,
  },
  {
    key: 'adapter',
    label: 'Adapter',
    width: 100,
    priority: 5,
    quiet: true,
    text: (row) => row.adapter,
    order: (row) => row.adapter,
  },
  {
    key: 'secret',
    label: 'Secret',
    width: 120,
    priority: 4,
    text: secretWord,
    mark: (row) => ({ set: 'delivered' as const, missing: 'at_risk' as const })[secretWord(row)] ?? null,
    order: secretWord,
  },
  {
    key: 'asked',
    label: 'Asked with',
    width: 200,
    priority: 6,
    quiet: true,
    text: (row) => row.credentials.join(', ') || '–',
  },
  {
    key: 'pushes',
    label: 'Pushes to',
    width: 330,
    priority: 7,
    mono: true,
    quiet: true,
    text: (row) => row.webhookPath ?? 'not supported',
  },
  { key: 'asking', label: 'Ask now', width: 150, priority: 3, hands: true, text: () => '', cell: hands },
];
