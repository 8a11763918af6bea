/**
 * Rappi's side of its own format: an event to the address registered for its kind, signed, with the store's clock and no
 * zone; a cancellation has no time at all.
 */
import { createHmac } from 'node:crypto';
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { DateTime } from 'luxon';
import type { CarrierSandbox, SandboxParcel, SandboxScan } from '../sandbox.ts';

const events: Partial<Record<TrackingStatus, string>> = {
  order_placed: 'NEW_ORDER',
  order_processing: 'taken_visible_order',
  picked_up: 'hand_to_domiciliary',
  out_for_delivery: 'arrive',
  delivered: 'close_order',
  cancelled: 'cancel_by_user',
};

const eventOf = ({ status, reason }: Pick<SandboxScan, 'status' | 'reason'>): string | undefined =>
  reason === undefined ? events[status] : undefined;

const storeId = 900105814;

/** The store is where the parcel came from, whatever the courier's place: one clock for the whole order. */
const clock = (parcel: SandboxParcel, scan: SandboxScan): string =>
  DateTime.fromISO(scan.occurredAt, { zone: parcel.origin.timeZone ?? scan.timeZone }).toFormat('yyyy-MM-dd HH:mm:ss');

/** Ids are text in one event and numbers in the next. */
const messageOf = (parcel: SandboxParcel, scan: SandboxScan, event: string): { kind: string; body: unknown } => {
  const id = parcel.trackingNumber;
  if (event === 'NEW_ORDER') {
    return {
      kind: 'NEW_ORDER',
      body: {
        order_detail: { order_id: id, created_at: clock(parcel, scan), delivery_method: 'delivery', items: [] },
        customer: { first_name: 'Inventada', last_name: 'Persona' },
        store: { internal_id: String(storeId), external_id: String(storeId), name: 'Tienda Inventada' },
      },
    };
  }
  if (event.startsWith('cancel'))
    return { kind: 'ORDER_EVENT_CANCEL', body: { event, order_id: id, store_id: String(storeId) } };
  return {
    kind: 'ORDER_OTHER_EVENT',
    body: {
      event,
      order_id: /^\d{1,15}$/.test(id) ? Number(id) : id,
      store_id: storeId,
      event_time: clock(parcel, scan),
      additional_information: {
        courier_data: { id: 729365, full_name: 'Mensajera Inventada', phone: '000' },
        eta_to_store: 147,
      },
    },
  };
};

export const rappiSandbox: CarrierSandbox = {
  name: 'rappi',
  says: (scan) => eventOf(scan) !== undefined,
  push: (parcel, latest, { secret, now }) => {
    const scan = parcel.scans[latest];
    const event = scan && eventOf(scan);
    if (!scan || event === undefined) return [];
    const { kind, body } = messageOf(parcel, scan, event);
    const text = JSON.stringify(body);
    const t = Math.floor(now.getTime() / 1000);
    const sign = createHmac('sha256', secret).update(`${t}.${text}`).digest('hex');
    const headers = { 'content-type': 'application/json', 'rappi-signature': `t=${t},sign=${sign}` };
    return [{ method: 'POST', path: `?event=${kind}`, headers, body: text }];
  },
};
