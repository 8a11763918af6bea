/**
 * The rooms of journeys: one for each tracking page, open to whoever holds its link, that says no more than "it changed";
 * and those by whose leave staff pages follow shipments and brands.
 */
import * as brandEvents from '@gantry/shared/events/brands';
import * as eta from '@gantry/shared/events/eta';
import { pageViewEvents } from '@gantry/shared/events/page-views';
import * as shipping from '@gantry/shared/events/shipping';
import { trackingEvents } from '@gantry/shared/events/tracking';
import { createPacing } from '../../kernel/pacing.ts';
import { type FollowedRoom, type JoinedRoom, type Opening, type OpenRoom, room } from '../../platform/live/room.ts';
import type { Tracking } from '../tracking/public.ts';

/** What the lists and journeys of shipments show. */
export const shipmentRooms: FollowedRoom[] = [
  room({
    name: 'shipments',
    need: { area: 'staff', vertical: 'logistics', scope: 'tracking:read' },
    events: [
      shipping.shipmentCreated,
      shipping.labelCreated,
      shipping.shipmentCancelled,
      ...trackingEvents,
      eta.etaUpdated,
      eta.etaScored,
    ],
  }),
];

/** How tracking pages look. */
export const brandRooms: FollowedRoom[] = [
  room({
    name: 'brands',
    need: { area: 'staff', vertical: 'logistics', scope: 'tracking:read' },
    events: [brandEvents.brandConfigured],
  }),
];

/** Looks of customers at tracking pages: the audit tells of them. */
export const viewRooms: FollowedRoom[] = [
  room({
    name: 'page_views',
    need: { area: 'manager', vertical: 'logistics', scope: 'audit:read' },
    events: pageViewEvents,
  }),
];

const prefix = 'track:';
const holdMs = 250;
/** How often an open page hears that it is right. */
const rightMs = 15_000;

/** The shipment behind a tracking link. */
export type ShipmentByToken = (token: string) => Promise<string | undefined>;

/**
 * Says of the shipments somebody looks at that they changed: at once, then four times a second at most; and now and then that
 * they did not, which holds only while the log goes on.
 */
const openTracking = (find: ShipmentByToken, { voice, from, log }: Opening): OpenRoom => {
  // By shipment: two links to one, of before and of now, are one audience, and no name in here is a link.
  const watched = new Set<string>();
  const audienceOf = (shipmentId: string): string => prefix + shipmentId;
  const pacing = createPacing(holdMs);
  let position = from;
  const tell = (): void => {
    for (const shipmentId of pacing.due(Date.now()))
      if (watched.has(shipmentId)) voice.to(audienceOf(shipmentId))('track:changed', { seq: position });
  };
  const beating = setInterval(() => {
    tell();
    for (const shipmentId of watched) if (voice.listeners(audienceOf(shipmentId)) === 0) watched.delete(shipmentId);
  }, holdMs);
  const reassuring = setInterval(() => {
    if (log().standing !== null) return;
    for (const shipmentId of watched) voice.to(audienceOf(shipmentId))('track:right', { seq: position });
  }, rightMs);
  return {
    enter: async ({ room: name, join }) => {
      const shipmentId = await find(name.slice(prefix.length));
      if (shipmentId === undefined) return { ok: false, reason: 'not_admitted' };
      watched.add(shipmentId);
      join(audienceOf(shipmentId));
      return { ok: true, seq: position, resync: false };
    },
    take: ({ to, events }) => {
      position = to;
      // Estimates are a stream of their own, named by their shipment as tracking's is.
      for (const { streamId, seq } of events) if (watched.has(streamId)) pacing.mark(streamId, seq);
      tell();
    },
    close: () => {
      clearInterval(beating);
      clearInterval(reassuring);
    },
  };
};

/** The rooms of tracking pages. */
export const trackRoom = (find: ShipmentByToken): JoinedRoom =>
  room({
    name: prefix,
    // Whoever holds the link; whether it is one is looked up on entering.
    admits: () => true,
    events: [...trackingEvents, eta.etaUpdated, eta.etaScored],
    open: (opening) => openTracking(find, opening),
  });

/** Every room of journeys. */
export const journeyRooms = ({ idByToken }: Tracking) => [
  ...shipmentRooms,
  ...brandRooms,
  ...viewRooms,
  trackRoom(idByToken),
];
