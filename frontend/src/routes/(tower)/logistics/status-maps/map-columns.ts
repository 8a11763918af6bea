/** What the lists of status maps show: the codes that wait for a meaning, the maps, the rows and versions of one map. */

import type { listStatusMaps, previewStatusMap, unmappedCodes } from '@gantry/shared/api/carriers/status-maps';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { Snippet } from 'svelte';
import { count } from '#lib/format.ts';
import type { Column } from '#lib/list/columns.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type UnmappedCode = ReplyOf<typeof unmappedCodes>['items'][number];
export type MapSummary = ReplyOf<typeof listStatusMaps>['items'][number];
type Preview = ReplyOf<typeof previewStatusMap>;

export const statusWord = (status: TrackingStatus | null): string =>
  status === null ? 'No meaning' : statusFacts[status].label;

const code: Column<UnmappedCode> = {
  key: 'code',
  label: 'Code',
  width: 120,
  priority: 1,
  mono: true,
  text: (row) => row.code,
  order: (row) => row.code,
};
const counted: Column<UnmappedCode>[] = [
  {
    key: 'example',
    label: 'As the carrier says it',
    width: 280,
    priority: 3,
    quiet: true,
    wrap: true,
    text: (row) => row.example || '–',
  },
  {
    key: 'scans',
    label: 'Scans',
    width: 90,
    priority: 2,
    num: true,
    text: (row) => count(row.scans),
    order: (row) => row.scans,
  },
  {
    key: 'shipments',
    label: 'Shipments',
    width: 106,
    priority: 4,
    num: true,
    text: (row) => count(row.shipments),
    order: (row) => row.shipments,
  },
  {
    key: 'lastSeen',
    label: 'Last seen',
    width: 160,
    priority: 5,
    num: true,
    time: true,
    text: (row) => stamp(row.lastSeenAt),
    order: (row) => row.lastSeenAt,
  },
];
const firstSeen: Column<UnmappedCode> = {
  key: 'firstSeen',
  label: 'First seen',
  width: 160,
  priority: 6,
  num: true,
  time: true,
  text: (row) => stamp(row.firstSeenAt),
  order: (row) => row.firstSeenAt,
};
export const backlogColumns = (carrierName: (name: string) => string): Column<UnmappedCode>[] => [
  code,
  {
    key: 'carrier',
    label: 'Carrier',
    width: 110,
    priority: 2,
    text: (row) => carrierName(row.carrier),
    order: (row) => carrierName(row.carrier),
  },
  ...counted,
  firstSeen,
];
/** The backlog of one map, with the button that takes a code into hand. */
export const waitingColumns = (hands: Snippet<[UnmappedCode]>): Column<UnmappedCode>[] => [
  code,
  ...counted,
  firstSeen,
  { key: 'hands', label: 'Map it', width: 90, priority: 1, hands: true, text: () => '', cell: hands },
];

export const mapColumns = (carrierName: (name: string) => string): Column<MapSummary>[] => [
  {
    key: 'name',
    label: 'Map',
    width: 130,
    priority: 1,
    text: (map) => carrierName(map.name),
    order: (map) => carrierName(map.name),
  },
  {
    key: 'adapter',
    label: 'Adapter',
    width: 200,
    priority: 4,
    quiet: true,
    text: (map) => carrierFacts[map.adapter].label,
    order: (map) => carrierFacts[map.adapter].label,
  },
  {
    key: 'version',
    label: 'Version',
    width: 90,
    priority: 5,
    num: true,
    text: (map) => String(map.version),
    order: (map) => map.version,
  },
  {
    key: 'codes',
    label: 'Codes',
    width: 90,
    priority: 3,
    num: true,
    text: (map) => count(map.codes),
    order: (map) => map.codes,
  },
  {
    key: 'edited',
    label: 'Written by people',
    width: 140,
    priority: 6,
    num: true,
    text: (map) => count(map.edited),
    order: (map) => map.edited,
  },
  {
    key: 'waiting',
    label: 'Waiting',
    hint: 'Codes that no row of it knows',
    width: 96,
    priority: 2,
    num: true,
    text: (map) => count(map.unmapped),
    mark: (map) => (map.unmapped > 0 ? 'at_risk' : null),
    order: (map) => map.unmapped,
  },
  {
    key: 'changed',
    label: 'Changed',
    width: 160,
    priority: 7,
    num: true,
    time: true,
    text: (map) => (map.changedAt === null ? 'never' : stamp(map.changedAt)),
    order: (map) => map.changedAt,
  },
];

type Change = Preview['changes'][number];
export const changeColumns = (before: Snippet<[Change]>, after: Snippet<[Change]>): Column<Change>[] => [
  { key: 'code', label: 'Code', width: 110, priority: 1, mono: true, text: (row) => row.code },
  { key: 'before', label: 'Means now', width: 170, priority: 3, text: (row) => statusWord(row.before), cell: before },
  { key: 'after', label: 'Would mean', width: 170, priority: 2, text: (row) => statusWord(row.after), cell: after },
  { key: 'scans', label: 'Scans', width: 80, priority: 4, num: true, text: (row) => count(row.scans) },
];
type Example = Preview['examples'][number];
export const exampleColumns = (before: Snippet<[Example]>, after: Snippet<[Example]>): Column<Example>[] => [
  { key: 'shipment', label: 'Shipment', width: 150, priority: 1, mono: true, text: (row) => row.trackingNumber },
  { key: 'before', label: 'Stands now', width: 170, priority: 3, text: (row) => statusWord(row.before), cell: before },
  { key: 'after', label: 'Would stand', width: 170, priority: 2, text: (row) => statusWord(row.after), cell: after },
];
