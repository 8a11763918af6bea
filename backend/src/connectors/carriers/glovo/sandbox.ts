/** Glovo's side of its own format: one STATUS_UPDATE for each thing that happens, the secret in the Authorization header. */
import type { TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import type { CarrierSandbox, SandboxScan } from '../sandbox.ts';

const states: Partial<Record<TrackingStatus, string>> = {
  order_placed: 'CREATED',
  order_processing: 'ACCEPTED',
  picked_up: 'PICKED',
  out_for_delivery: 'WAITING_FOR_DELIVERY',
  delivered: 'DELIVERED',
  returned_to_sender: 'RETURNED',
  cancelled: 'CANCELLED',
};

const stateOf = ({ status, reason }: Pick<SandboxScan, 'status' | 'reason'>): string | undefined =>
  reason === undefined ? states[status] : undefined;

export const glovoSandbox: CarrierSandbox = {
  name: 'glovo',
  says: (scan) => stateOf(scan) !== undefined,
  push: (parcel, latest, { secret }) => {
    const scan = parcel.scans[latest];
    const status = scan && stateOf(scan);
    if (!scan || status === undefined) return [];
    const body = {
      eventType: 'STATUS_UPDATE',
      webhookId: 4711,
      trackingNumber: parcel.trackingNumber,
      status,
      date: scan.occurredAt,
    };
    return [
      {
        method: 'POST',
        path: '',
        headers: { 'content-type': 'application/json', authorization: secret },
        body: JSON.stringify(body),
      },
    ];
  },
};
