/** How the kinds of entries and those who did them are called and drawn. A colour comes of the meaning, the drawing of the kind. */
import type { AuditEntry, auditParts } from '@gantry/shared/api/audit';
import { type AuditKind, auditKinds } from '@gantry/shared/vocabulary/audit';
import { inWords } from '#lib/staff-words.ts';

export type KindLook = {
  /** What an entry of it is called. */
  label: string;
  /** What it is, for whoever points at it. */
  about: string;
  /** Lines in a 16 x 16 box. */
  shape: string;
};

export const kindLooks: Readonly<Record<AuditKind, KindLook>> = {
  arrival: {
    label: 'Arrival',
    about: 'What came in, as it came',
    shape: 'M8 1.5v8M4.5 6L8 9.5L11.5 6M2 10.5v4h12v-4',
  },
  snapshot: {
    label: 'Snapshot',
    about: 'What another system was given, or said of it',
    shape: 'M2 2.5h5v4H2ZM9 9.5h5v4H9ZM4.5 6.5v5H9',
  },
  call: {
    label: 'Call',
    about: 'One exchange with a partner: asked and answered',
    shape: 'M2 5h11M10.5 2.5L13 5l-2.5 2.5M14 11H3M5.5 8.5L3 11l2.5 2.5',
  },
  status: {
    label: 'Status',
    about: 'Where the order or a parcel stood, and who said so',
    shape: 'M3 14.5V2M3 3h9l-2 2.75L12 8.5H3',
  },
  decision: {
    label: 'Decision',
    about: 'What the tower chose, and why',
    shape: 'M8 1.5v4M8 5.5L3.5 9v5M8 5.5L12.5 9v5M2 12l1.5 2L5 12M11 12l1.5 2L14 12',
  },
  stock: {
    label: 'Stock',
    about: 'Units promised, moved, given back',
    shape: 'M2.5 1.5v13M13.5 1.5v13M2.5 7h11M2.5 13h11M5 7V3.5h3V7M9.5 13V9.5h2V13',
  },
  floor: {
    label: 'Floor',
    about: 'Planned, picked and packed in a warehouse',
    shape: 'M1.5 9.5h13M3 9.5v5M13 9.5v5M4.5 9.5v-5h7v5M7 4.5v2h2v-2',
  },
  shipping: {
    label: 'Shipping',
    about: 'Shipments, labels and parcels that left',
    shape: 'M8 1.5l6 3v7l-6 3l-6-3v-7ZM2 4.5l6 3l6-3M8 7.5v7',
  },
  message: {
    label: 'Message',
    about: 'What somebody was told',
    shape: 'M1.5 3.5h13v9h-13ZM1.5 4.5L8 9l6.5-4.5',
  },
  view: {
    label: 'Page view',
    about: 'The customer looked at the tracking page',
    shape: 'M1 8c2-3.3 4.3-5 7-5s5 1.7 7 5c-2 3.3-4.3 5-7 5S3 11.3 1 8ZM8 10.2a2.2 2.2 0 1 0 0-4.4a2.2 2.2 0 0 0 0 4.4',
  },
  change: {
    label: 'Change',
    about: 'Somebody changed it',
    shape: 'M2.5 13.5l.7-3L10.5 3.2l2.3 2.3L5.5 12.8ZM9 4.7L11.3 7',
  },
  failure: {
    label: 'Failure',
    about: 'It, or something about it, went to the Trash',
    shape: 'M2.5 4h11M6 4V2h4v2M4 4l.700 10.5h6.6L12 4M6.6 6.5v5.5M9.4 6.5v5.5',
  },
  privacy: {
    label: 'Privacy',
    about: 'Somebody was erased or handed out',
    shape: 'M8 1.5l5.5 2v4c0 3.3-2.3 5.8-5.5 7c-3.2-1.2-5.5-3.7-5.5-7v-4ZM5.7 8l1.7 1.7L10.5 6.4',
  },
};
export const isKind = (kind: string): kind is AuditKind => auditKinds.some((one) => one === kind);

/** What the customer was told and was shown: what these kinds are chosen for. */
export const customerKinds: readonly AuditKind[] = ['message', 'view'];

/** By the noun that a context calls it by. */
const sourceNames: Readonly<Record<string, string>> = {
  calls: 'calls with partners',
  work: 'work of the floor',
  outbox: 'mails',
  arrivals: 'what came from the shop',
  acts: 'acts of privacy',
  messages: 'messages of carriers',
  entries: 'the Trash',
};
/** What could not be asked, as a sentence says it. */
export const sourceName = (name: string): string => {
  const noun = name.split('.').at(-1) ?? name;
  return sourceNames[noun] ?? inWords(noun).toLowerCase();
};

type Actor = AuditEntry['actor'];
const actorNouns: Readonly<Record<Actor['kind'], string>> = {
  person: 'Person',
  customer: 'Customer',
  partner: 'Partner',
  key: 'Program',
  tower: 'The tower',
};
/** Who did it: by name where they have one. `me`: whoever reads it; `partner`: what people call a carrier or a channel. */
export const actorName = ({ kind, id, name }: Actor, me: string, partner: (name: string) => string): string => {
  if (id === me) return 'You';
  if (kind === 'tower' || kind === 'customer') return actorNouns[kind];
  if (name !== null && name !== '') return kind === 'partner' ? partner(name) : name;
  return id === '' ? actorNouns[kind] : `${actorNouns[kind]} ${id}`;
};
/** What kind of actor it is where it is no person; of the tower, which part of it. */
export const actorNote = ({ kind, name }: Actor): string => {
  if (name === null || kind === 'customer' || kind === 'person') return '';
  return kind === 'tower' ? name : actorNouns[kind].toLowerCase();
};

type PartName = (typeof auditParts)[number];
export const partNames: Readonly<Record<PartName, string>> = {
  shipmentId: 'Shipment',
  trackingNumber: 'Tracking number',
  fulfillmentId: 'Fulfillment order',
  rmaId: 'Return',
  trashId: 'Trash entry',
};
const partAddresses: Readonly<Record<PartName, (id: string) => string | null>> = {
  shipmentId: (id) => `/logistics/tracking/${encodeURIComponent(id)}`,
  trackingNumber: (id) => `/logistics/tracking?search=${encodeURIComponent(id)}`,
  fulfillmentId: (id) => `/logistics/fulfillment/${encodeURIComponent(id)}`,
  rmaId: (id) => `/logistics/returns/${encodeURIComponent(id)}`,
  trashId: (id) => `/logistics/trash/${encodeURIComponent(id)}`,
};
export type PartLink = { part: PartName; id: string; label: string; href: string | null };

/** What an entry is about, as links; a number of a parcel says more than its id, so that the id gives way to it. */
export const partLinks = ({ about }: Pick<AuditEntry, 'about'>): PartLink[] =>
  (Object.keys(partNames) as PartName[]).flatMap((part) => {
    const id = about[part];
    if (id === undefined || (part === 'shipmentId' && about.trackingNumber !== undefined)) return [];
    const href =
      part === 'trackingNumber' && about.shipmentId !== undefined
        ? partAddresses.shipmentId(about.shipmentId)
        : partAddresses[part](id);
    return [{ part, id, label: part === 'trackingNumber' ? 'Parcel' : partNames[part], href }];
  });
