/** What the list of shipments shows, is narrowed by, and follows. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { type searchShipments, shipmentFlags } from '@gantry/shared/api/shipments';
import { type Meaning, statusFacts, trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import type { Snippet } from 'svelte';
import type { Column } from '#lib/list/columns.ts';
import type { ListFilter } from '#lib/list/list-filter.ts';
import { merchantsInWords } from '#lib/rights/rights-words.ts';
import { stamp } from '#lib/viewer.svelte.ts';

export type Shipment = ReplyOf<typeof searchShipments>['items'][number];

/** Whatever changes a row of the list. */
export const shipmentEvents = [
  'shipping.shipment_created',
  'shipping.shipment_cancelled',
  'tracking.tracking_started',
  'tracking.scan_recorded',
  'tracking.scan_refined',
  'tracking.scan_mapped',
  'tracking.standing_changed',
  'tracking.exception_opened',
  'tracking.exception_resolved',
  'tracking.exception_withdrawn',
  'tracking.went_silent',
  'tracking.heard_again',
  'tracking.eta_updated',
] as const;

/** What the frame and the icon of a note take beside its text, in CSS pixels. */
const tagRoom = 32;
type Note = { meaning: Meaning; text: string };
/** What somebody should know of a shipment before opening it. */
export const notesOf = ({ late, openExceptions, silentSince }: Shipment): Note[] => [
  ...(late ? [{ meaning: 'at_risk' as const, text: 'late' }] : []),
  ...(openExceptions > 0 ? [{ meaning: 'problem' as const, text: `${openExceptions} open` }] : []),
  ...(silentSince === null ? [] : [{ meaning: 'stuck' as const, text: 'silent' }]),
];

type Named = {
  carrierName: (name: string) => string;
  /** The merchants that whoever looks serves; where it is one, nothing says whose a shipment is. */
  merchants: readonly { merchant: string; name: string }[];
};

/** The columns; those that answer "where is it, when does it come, what is wrong" stay longest. */
export const shipmentColumns = (
  cells: Record<'status' | 'notes', Snippet<[Shipment]>>,
  { carrierName, merchants }: Named,
): Column<Shipment>[] => [
  {
    key: 'trackingNumber',
    label: 'Tracking number',
    width: 168,
    priority: 1,
    mono: true,
    text: (row) => row.trackingNumber,
  },
  { key: 'status', label: 'Status', width: 156, grow: true, priority: 2, text: (row) => row.label, cell: cells.status },
  { key: 'order', label: 'Order', width: 128, priority: 4, text: (row) => row.orderNumber },
  {
    key: 'lastScan',
    label: 'Last scan',
    width: 160,
    priority: 6,
    num: true,
    time: true,
    text: (row) => stamp(row.lastScanAt),
  },
  {
    key: 'promise',
    label: 'Promised until',
    width: 160,
    priority: 7,
    num: true,
    time: true,
    text: (row) => stamp(row.promiseEndsAt),
  },
  {
    key: 'eta',
    label: 'Our ETA',
    width: 160,
    priority: 3,
    num: true,
    time: true,
    text: (row) => stamp(row.eta?.at ?? null),
  },
  {
    key: 'notes',
    label: 'Notes',
    width: 148,
    grow: true,
    priority: 5,
    text: (row) =>
      notesOf(row)
        .map(({ text }) => text)
        .join(', ') || '–',
    cell: cells.notes,
    beside: (row) => notesOf(row).length * tagRoom,
  },
  { key: 'carrier', label: 'Carrier', width: 100, priority: 8, quiet: true, text: (row) => carrierName(row.carrier) },
  ...(merchants.length > 1
    ? [
        {
          key: 'merchant',
          label: 'Merchant',
          width: 120,
          priority: 7.5,
          quiet: true as const,
          text: ({ merchant }: Shipment) => merchantsInWords([merchant], merchants),
        },
      ]
    : []),
  { key: 'channel', label: 'Channel', width: 110, priority: 10, quiet: true, text: (row) => row.channel },
  {
    key: 'way',
    label: 'From, to',
    width: 260,
    grow: true,
    priority: 9,
    quiet: true,
    text: ({ origin, destination }) => `${origin || '?'} → ${destination || '?'}`,
  },
];

const flagWords: Record<(typeof shipmentFlags)[number], string> = {
  live: 'On their way',
  expected_late: 'Expected late',
  late: 'Late or expected late',
  exception: 'With an open exception',
  silent: 'Silent for 30 days',
  delivered: 'Delivered',
  unmapped: 'With an unmapped code',
};

/** The filters, with the carriers that are connected and the channels on the page as what can be chosen. */
export const shipmentFilters = (
  carriers: readonly { name: string; label: string }[],
  channels: readonly string[],
): ListFilter[] => [
  {
    name: 'flag',
    label: 'Show',
    any: 'All',
    choices: shipmentFlags.map((value) => ({ value, label: flagWords[value] })),
  },
  {
    name: 'status',
    label: 'Status',
    any: 'Any',
    choices: trackingStatuses.map((value) => ({ value, label: statusFacts[value].label })),
  },
  {
    name: 'carrier',
    label: 'Carrier',
    any: 'Any',
    choices: carriers.map(({ name, label }) => ({ value: name, label })),
  },
  { name: 'channel', label: 'Channel', proposals: [...new Set(channels)].sort() },
];
