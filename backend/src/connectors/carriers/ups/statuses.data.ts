/**
 * What UPS's codes mean. A scan is looked up by type and code (`D/FS`), then by the three-digit code (`#011`), then by the
 * bare code: two letters mean different things by type, so a bare code is known only together with its words, or as the
 * last resort of a few. Sources are named in the tables that are put together here; type and code that no table has are
 * not guessed from the type.
 */
import type { StatusRow } from '../carrier.ts';
import {
  deliveredGroups,
  deliveryDayGroups,
  manifestGroups,
  movementGroups,
  undeliveredGroups,
  updateGroups,
} from './deliveries.data.ts';
import { descriptionCodes } from './description-codes.data.ts';
import { exceptionGroups, lastResorts } from './exceptions.data.ts';
import { type Group, rowsOf, wordedRows } from './status-groups.ts';
import { wordedGroups } from './worded.data.ts';

/** Words that decide where UPS has given the same type and code two meanings over the years. */
const byWords: readonly StatusRow[] = [
  { code: 'X/RZ', pattern: 'released by', status: 'customs_cleared', label: 'Released by the customs agency' },
  { code: 'D/DL', pattern: 'delivered', status: 'delivered', label: 'Delivered' },
  {
    code: 'I/ZP',
    pattern: 'awaiting customer pickup',
    status: 'available_for_pickup',
    label: 'At the UPS Access Point',
  },
  {
    code: 'X/5R',
    pattern: 'was not available',
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    actionRequiredBy: 'recipient',
    label: 'Receiver not available, on to a UPS Access Point',
  },
  {
    code: 'X/RZ',
    pattern: 'pending release',
    status: 'customs_held',
    reason: 'customs_inspection',
    actionRequiredBy: 'authority',
    label: 'Pending release from a government agency',
  },
];

/** Progress that UPS tells under the letters of a hold: whatever the letters, the words say that it is over or goes on. */
const customsWords = (rows: readonly StatusRow[]): StatusRow[] => {
  const held = rows.filter(({ status }) => status === 'customs_held' || status === 'in_customs');
  const codes = new Set(held.flatMap(({ code }) => [code, code.replace(/^X\//, 'I/')]));
  return [...codes].flatMap((code): StatusRow[] => [
    ...['was released by', 'has been released by', 'have been released by'].map(
      (pattern): StatusRow => ({ code, pattern, status: 'customs_cleared', label: 'Released by the customs agency' }),
    ),
    {
      code,
      pattern: 'has received the information needed',
      status: 'in_customs',
      label: 'Information received, submitted for clearance',
    },
  ]);
};

/** A message without a code: only the type speaks. */
const typesAlone: readonly StatusRow[] = [
  { code: 'D', pattern: 'delivered', status: 'delivered', label: 'Delivered' },
  { code: 'D', pattern: 'not delivered', status: 'delivery_attempted', label: 'Not delivered' },
  {
    code: 'D',
    pattern: 'access point',
    status: 'available_for_pickup',
    actionRequiredBy: 'recipient',
    label: 'Delivered to UPS Access Point',
  },
  { code: 'I', status: 'in_transit', label: 'In transit' },
  { code: 'O', status: 'out_for_delivery', label: 'Out for delivery' },
  { code: 'RS', status: 'returned_to_sender', label: 'Returned to shipper' },
  { code: 'M', status: 'label_created', label: 'Billing information received' },
  { code: 'MV', status: 'cancelled', label: 'Billing information voided' },
  { code: 'P', status: 'picked_up', label: 'Pickup' },
  { code: 'W', status: 'arrived_at_facility', label: 'Warehousing (freight)' },
  { code: 'DO', status: 'arrived_at_facility', label: 'Delivered to origin container station (freight)' },
  { code: 'DD', status: 'arrived_at_facility', label: 'Delivered to destination container station (freight)' },
  { code: 'U', status: null, label: 'Update' },
  { code: 'NA', status: null, label: 'Not available' },
];

const moving = new Set([
  'picked_up',
  'arrived_at_facility',
  'departed_facility',
  'in_transit',
  'handed_over',
  'at_delivery_depot',
  'out_for_delivery',
  'in_customs',
  'customs_cleared',
]);
const progress: readonly Group[] = exceptionGroups.filter(([{ status }]) => status !== null && moving.has(status));

/** The first row of a code stays: a table stands above those after it. */
const firstOf = (rows: readonly StatusRow[]): StatusRow[] => [
  ...new Map([...rows].reverse().map((row) => [row.code, row])).values(),
];

const typed: readonly StatusRow[] = firstOf([
  ...rowsOf(['D'], [...deliveredGroups, ...deliveryDayGroups, ...undeliveredGroups]),
  ...rowsOf(['I', 'P', 'W', 'O'], movementGroups),
  ...rowsOf(['M'], manifestGroups),
  ...rowsOf(['MV'], [[{ status: 'cancelled' }, { VP: 'Manifest cancelled', MP: 'Voided', DP: 'Voided' }]]),
  ...rowsOf(['U'], updateGroups),
  ...rowsOf(['X'], [...exceptionGroups, ...undeliveredGroups]),
  // Progress that stands in the table of exceptions comes with the type of progress too.
  ...rowsOf(['I'], progress),
]);

export const upsStatuses: readonly StatusRow[] = [
  ...byWords,
  ...customsWords(typed),
  ...typed,
  ...wordedRows(wordedGroups, typed),
  ...descriptionCodes,
  ...typesAlone,
  ...rowsOf([], lastResorts),
];
