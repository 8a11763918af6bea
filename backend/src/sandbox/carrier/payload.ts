/**
 * A scan of the world as its carrier would post it: the mapping of the connection read backwards, times in the
 * carrier's style, signed over the bytes that are sent.
 */
import {
  signatureScheme as signatureSchema,
  type signatureScheme,
  type WebhookMapping,
} from '@gantry/shared/events/connections';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import { DateTime } from 'luxon';
import type { z } from 'zod';
import { sign } from '../../kernel/signature.ts';
import { type SandboxCarrier, type ScanKind, scanKinds, type TimeStyle } from '../data/carriers.data.ts';
import type { PlannedScan } from './journey.ts';

type StatusRow = WebhookMapping['statuses'][string] & { text: string };
const meaning: Record<ScanKind, StatusRow> = {
  announced: { status: 'info_received', text: 'Shipment data received' },
  picked_up: { status: 'picked_up', text: 'Picked up' },
  departed: { status: 'departed_facility', text: 'Departed facility' },
  position: { status: 'in_transit', text: 'In transit' },
  arrived: { status: 'arrived_at_facility', text: 'Arrived at facility' },
  entered_country: { status: 'arrived_in_destination_country', text: 'Arrived in destination country' },
  in_customs: { status: 'in_customs', text: 'Presented to customs' },
  customs_held: {
    status: 'customs_held',
    reason: 'customs_inspection',
    actionRequiredBy: 'authority',
    text: 'Held for inspection',
  },
  customs_cleared: { status: 'customs_cleared', text: 'Released by customs' },
  depot: { status: 'at_delivery_depot', text: 'Arrived at delivery depot' },
  out: { status: 'out_for_delivery', text: 'Out for delivery' },
  attempted: {
    status: 'delivery_attempted',
    reason: 'recipient_absent',
    actionRequiredBy: 'carrier',
    text: 'Nobody at home',
  },
  delayed: { status: 'delayed', reason: 'carrier_capacity', actionRequiredBy: 'carrier', text: 'Delayed' },
  damaged: { status: 'exception', reason: 'carrier_damaged', actionRequiredBy: 'us', text: 'Parcel damaged' },
  lost: { status: 'exception', reason: 'carrier_lost', actionRequiredBy: 'us', text: 'Parcel cannot be found' },
  returning: { status: 'return_initiated', reason: 'other', actionRequiredBy: 'carrier', text: 'Returning to sender' },
  returned: { status: 'returned_to_sender', text: 'Returned to sender' },
  delivered: { status: 'delivered', text: 'Delivered' },
};

/** What happens to a parcel in the tower's words. */
export const meaningOf = (kind: ScanKind): StatusRow => meaning[kind];

/** A scan on its way out. `unknownCode` uses a code that the mapping lacks; `zoneLess` drops the offset. */
export type OutgoingScan = { trackingNumber: string; scan: PlannedScan; zoneLess?: boolean; unknownCode?: boolean };

/** What PUT /carriers/connections/:name takes, but for the secret. */
export const connectionOf = (carrier: SandboxCarrier) => ({
  label: carrier.label,
  adapter: 'generic' as const,
  mapping: {
    ...carrier.mapping,
    statuses: Object.fromEntries(
      scanKinds.map((kind) => {
        const { text: _text, ...row } = meaning[kind];
        return [carrier.codes[kind], row];
      }),
    ),
  },
  signature: carrier.signature as z.input<typeof signatureScheme>,
});

const printTime = (style: TimeStyle, scan: PlannedScan, zoneLess: boolean, configured: string | undefined) => {
  if (style === 'seconds') return Math.floor(scan.at / 1000);
  if (style === 'millis') return scan.at;
  if (style === 'utc') return new Date(scan.at).toISOString();
  const zone = style === 'configured' ? configured : usualTimeZoneOf(scan.place.country, scan.place.state);
  const local = DateTime.fromMillis(scan.at, { zone: zone ?? 'UTC' });
  if (style === 'compact') return local.toFormat('yyyyMMddHHmmss');
  if (style === 'offset' && !zoneLess) return local.toISO({ suppressMilliseconds: true }) ?? '';
  return local.toFormat("yyyy-MM-dd'T'HH:mm:ss");
};

type Tree = { [key: string]: unknown };
const plant = (root: Tree, path: string, value: unknown): void => {
  if (value === undefined) return;
  const keys = path.split('.');
  let here = root;
  for (const [index, key] of keys.slice(0, -1).entries()) {
    here[key] ??= /^\d+$/.test(keys[index + 1] ?? '') ? [] : {};
    here = here[key] as Tree;
  }
  here[keys.at(-1) ?? ''] = value;
};

const encode = (carrier: SandboxCarrier, outgoing: OutgoingScan): Tree => {
  const { mapping } = carrier;
  const { scan } = outgoing;
  const tree: Tree = {};
  if (!carrier.numberInBody) plant(tree, mapping.trackingNumber, outgoing.trackingNumber);
  const code = outgoing.unknownCode ? `${carrier.codes[scan.kind]}-X` : carrier.codes[scan.kind];
  plant(tree, mapping.code, /^[1-9]\d*$/.test(code) ? Number(code) : code);
  plant(tree, mapping.description ?? 'text', meaning[scan.kind].text);
  plant(tree, mapping.occurredAt, printTime(carrier.time, scan, outgoing.zoneLess ?? false, mapping.timeZone));
  for (const [part, path] of Object.entries(mapping.place ?? {})) {
    if (path !== undefined) plant(tree, path, scan.place[part as keyof typeof scan.place]);
  }
  return tree;
};

const stampOf = (style: SandboxCarrier['stamp'], at: Date): string => {
  if (style === 'iso') return at.toISOString();
  return String(style === 'millis' ? at.getTime() : Math.floor(at.getTime() / 1000));
};

export type SignedWebhook = { path: string; headers: Record<string, string>; body: string };

/**
 * One signed webhook with the given scans; of one parcel, when the carrier names the parcel beside the list. `signedAt`
 * is the real time, whatever the world's own clock says, because the tower judges it by its own.
 */
export const webhookRequest = (
  carrier: SandboxCarrier,
  scans: readonly OutgoingScan[],
  signing: { secret: string; signedAt?: Date },
): SignedWebhook => {
  const first = scans[0];
  if (!first) throw new RangeError('a webhook needs a scan');
  if (carrier.numberInBody && scans.some((one) => one.trackingNumber !== first.trackingNumber)) {
    throw new RangeError(`${carrier.name} posts one parcel at a time`);
  }
  const list = scans.map((one) => encode(carrier, one));
  let root: unknown = list.length === 1 ? list[0] : list;
  if (carrier.mapping.events) {
    const tree: Tree = {};
    if (carrier.numberInBody) plant(tree, carrier.mapping.trackingNumber, first.trackingNumber);
    plant(tree, carrier.mapping.events, list);
    root = tree;
  }
  const body = JSON.stringify(root);
  const scheme = signatureSchema.parse(carrier.signature);
  const stamp = stampOf(carrier.stamp, signing.signedAt ?? new Date());
  return {
    path: `/api/logistics/events/webhooks/${carrier.name}`,
    headers: { 'content-type': 'application/json', ...sign(scheme, signing.secret, body, stamp) },
    body,
  };
};
