/** The carrier connection that the replayed scans come in through, and a scan as it posts one. */
import { signatureScheme } from '@gantry/shared/events/connections';
import type { Address } from '@gantry/shared/values/address';
import { sign } from '../../src/kernel/signature.ts';
import { olistName, olistZone } from './orders.ts';
import type { Doing } from './script.ts';

const scheme = signatureScheme.parse({ algorithm: 'sha256', encoding: 'hex', header: 'x-signature' });

/** What PUT /carriers/connections/olist takes, but for the secret. */
export const olistConnection = {
  label: 'Olist (replay)',
  adapter: 'generic' as const,
  mapping: {
    trackingNumber: 'tracking_number',
    code: 'event',
    occurredAt: 'occurred_at',
    place: {
      city: 'place.city',
      state: 'place.state',
      postalCode: 'place.postal_code',
      country: 'place.country',
      latitude: 'place.latitude',
      longitude: 'place.longitude',
    },
    timeZone: olistZone,
    statuses: {
      picked_up: { status: 'picked_up' as const },
      delivered: { status: 'delivered' as const },
      cancelled: { status: 'cancelled' as const },
    },
  },
  signature: scheme,
};

/** A signed webhook with one scan, its time as the file prints it. */
export const olistWebhook = (doing: Extract<Doing, { what: 'scan' }>, secret: string) => {
  const at: Address = doing.event === 'picked_up' ? doing.shipment.origin : doing.order.input.shipTo;
  const { city, state, postalCode, country, latitude, longitude } = at;
  const body = JSON.stringify({
    tracking_number: doing.shipment.trackingNumber,
    event: doing.event,
    occurred_at: doing.localTime,
    place: { city, state, postal_code: postalCode, country, latitude, longitude },
  });
  return {
    path: `/api/logistics/events/webhooks/${olistName}`,
    headers: { 'content-type': 'application/json', ...sign(scheme, secret, body) },
    body,
  };
};
