/** The only writer of shipments. */
import { type ShippingEvent, shipmentCreated, shippingEvents } from '@gantry/shared/events/shipping';
import { z } from 'zod';
import { knownByHash } from '../../kernel/tracking-token.ts';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { addressSearched } from '../orders/public.ts';
import { evolve, merchantOf, type Shipment } from './shipment.ts';

export const shipmentRows = rowStore<Shipment, ShippingEvent>({
  table: 'shipments',
  key: 'shipmentId',
  columns: { plan: 'json', status: 'text', createdAt: 'instant' },
  derived: {
    merchant: { kind: 'text', of: merchantOf },
    orderId: { kind: 'text', of: ({ plan }) => plan.orderId },
    reference: { kind: 'text', of: ({ plan }) => plan.reference },
    channel: { kind: 'text', of: ({ plan }) => plan.channel },
    carrier: { kind: 'text', of: ({ plan }) => plan.legs[0]?.carrier ?? '' },
    tokenHash: { kind: 'text', of: ({ plan }) => plan.tokenHash },
  },
  // A row from before may still wait for its token to be taken out.
  row: (shipment) => shipment,
  state: ({ plan, ...shipment }) => ({ ...shipment, plan: knownByHash(plan) }),
  fixed: ['merchant', 'orderId', 'reference', 'channel', 'tokenHash', 'createdAt'],
  personal: {
    schema: z.object({ plan: shipmentCreated.payload }),
    // Whoever creates a shipment says whose order it is of.
    ownerOf: ({ plan: { orderId, destination } }) => ({ ...destination, orderId }),
    hashes: { person_hashes: ({ plan }) => addressSearched(plan.destination) },
  },
});

export const shipmentStream = stream('shipment', shippingEvents, { evolve, store: shipmentRows, merchantOf });
