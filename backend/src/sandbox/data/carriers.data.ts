/**
 * The carriers of the sandbox world. All are invented and all come in through the generic adapter, each with its own
 * payload, vocabulary, signature and way to print a time, so that the adapter is exercised as the real world would.
 */
import type { signatureScheme, webhookMapping } from '@gantry/shared/events/connections';
import type { z } from 'zod';
import type { Continent } from './network.data.ts';

/** What can happen to a parcel, in the world's own words. */
export const scanKinds = [
  'announced',
  'picked_up',
  'departed',
  'position',
  'arrived',
  'entered_country',
  'in_customs',
  'customs_held',
  'customs_cleared',
  'depot',
  'out',
  'attempted',
  'delayed',
  'damaged',
  'lost',
  'returning',
  'returned',
  'delivered',
] as const;
export type ScanKind = (typeof scanKinds)[number];

/** `local`: the clock of the place, without zone. `configured`: the clock of the mapping's zone, without zone. */
export type TimeStyle = 'offset' | 'utc' | 'local' | 'configured' | 'compact' | 'seconds' | 'millis';

/** What the world must know of a carrier, whatever its format. */
export type CarrierTraits = {
  name: string;
  label: string;
  continents: readonly Continent[];
  services: readonly [string, ...string[]];
  /** Share of the parcels of its continents. */
  weight: number;
  /** 1 is ordinary: above travels faster. */
  speed: number;
  /** 1 is ordinary: above fails more often. */
  trouble: number;
  /** The hour, by the clock of the place, until which a label is collected the same day. */
  cutOff: number;
  /** Share of the parcels due on a Sunday that are delivered on it. */
  sundays: number;
};

/** An invented carrier, which comes in through the generic adapter. */
export type SandboxCarrier = CarrierTraits & {
  time: TimeStyle;
  /** Mapping without its statuses, which follow from `codes`. */
  mapping: Omit<z.input<typeof webhookMapping>, 'statuses'>;
  /** True when the tracking number stands in the body, beside the list of scans. */
  numberInBody: boolean;
  signature: z.input<typeof signatureScheme>;
  stamp: 'seconds' | 'millis' | 'iso';
  codes: Record<ScanKind, string>;
};

/** One code a kind, in the order of `scanKinds`. */
const codes = (words: string): Record<ScanKind, string> => {
  const list = words.trim().split(/\s+/);
  if (new Set(list).size !== scanKinds.length)
    throw new RangeError(`${list.length} codes for ${scanKinds.length} kinds`);
  return Object.fromEntries(scanKinds.map((kind, index) => [kind, list[index]])) as Record<ScanKind, string>;
};

export const carriers: readonly SandboxCarrier[] = [
  {
    name: 'northway',
    label: 'Northway Express',
    continents: ['europe', 'america'],
    services: ['express', 'economy'],
    weight: 5,
    speed: 1.25,
    trouble: 0.7,
    cutOff: 17,
    sundays: 0.1,
    time: 'offset',
    numberInBody: false,
    stamp: 'seconds',
    signature: { header: 'x-northway-signature', timestampHeader: 'x-northway-timestamp' },
    mapping: {
      trackingNumber: 'awb',
      code: 'event.code',
      description: 'event.text',
      occurredAt: 'event.at',
      place: {
        text: 'event.facility',
        city: 'event.city',
        state: 'event.state',
        country: 'event.country',
        latitude: 'event.lat',
        longitude: 'event.lon',
      },
    },
    codes: codes('OC PU DP IT AR CC IC CH CR AF OD DE DY DM LS RS RT DL'),
  },
  {
    name: 'meridian',
    label: 'Meridian Parcel',
    continents: ['europe'],
    services: ['classic', 'next-day'],
    weight: 5,
    speed: 1,
    trouble: 1,
    cutOff: 16.5,
    sundays: 0.04,
    time: 'seconds',
    numberInBody: true,
    stamp: 'seconds',
    signature: { header: 'x-hub-signature', prefix: 'sha256=' },
    mapping: {
      events: 'data.history',
      trackingNumber: 'data.parcel.number',
      code: 'st.c',
      description: 'st.txt',
      occurredAt: 'ts',
      place: {
        text: 'where.n',
        city: 'where.town',
        state: 'where.r',
        country: 'where.cc',
        latitude: 'where.geo.0',
        longitude: 'where.geo.1',
      },
    },
    codes: codes('100 200 210 300 310 320 400 410 420 500 600 610 700 710 720 800 890 900'),
  },
  {
    name: 'iberpost',
    label: 'Iberpost',
    continents: ['europe'],
    services: ['paq-estandar', 'paq-premium'],
    weight: 3,
    speed: 0.9,
    trouble: 1.3,
    cutOff: 16,
    sundays: 0.02,
    time: 'configured',
    numberInBody: false,
    stamp: 'seconds',
    signature: { header: 'x-firma', encoding: 'base64' },
    mapping: {
      events: 'eventos',
      trackingNumber: 'codEnvio',
      code: 'codEvento',
      description: 'desTexto',
      occurredAt: 'fecHora',
      timeZone: 'Europe/Madrid',
      place: {
        text: 'unidad',
        city: 'localidad',
        state: 'provincia',
        country: 'pais',
        latitude: 'lat',
        longitude: 'lon',
      },
    },
    codes: codes(
      'PREREGISTRO ADMITIDO SALIDA EN_TRANSITO LLEGADA ENTRADA_PAIS EN_ADUANA RETENIDO_ADUANA DESPACHADO EN_UNIDAD EN_REPARTO AUSENTE RETRASO DETERIORADO EXTRAVIADO DEVOLUCION DEVUELTO ENTREGADO',
    ),
  },
  {
    name: 'tulip',
    label: 'Tulip Post',
    continents: ['europe'],
    services: ['standard', 'evening'],
    weight: 4,
    speed: 1.05,
    trouble: 0.9,
    cutOff: 17,
    sundays: 0.12,
    time: 'local',
    numberInBody: true,
    stamp: 'seconds',
    signature: { header: 'x-tulip-hmac', algorithm: 'sha512' },
    mapping: {
      events: 'observations',
      trackingNumber: 'barcode',
      code: 'code',
      description: 'description',
      occurredAt: 'observedAt',
      place: {
        text: 'location.name',
        city: 'location.city',
        state: 'location.province',
        country: 'location.countryCode',
        latitude: 'location.latitude',
        longitude: 'location.longitude',
      },
    },
    codes: codes('A01 B01 J05 J01 J04 K01 K20 K21 K22 J10 J30 J36 J80 J81 J82 R01 R09 I01'),
  },
  {
    name: 'alpina',
    label: 'Alpina Logistik',
    continents: ['europe'],
    services: ['paket', 'express'],
    weight: 4,
    speed: 1.1,
    trouble: 0.8,
    cutOff: 16.5,
    sundays: 0.02,
    time: 'millis',
    numberInBody: false,
    stamp: 'iso',
    signature: { header: 'x-alpina-signatur', timestampHeader: 'x-alpina-zeit', encoding: 'base64' },
    mapping: {
      events: 'ereignisse',
      trackingNumber: 'sendung',
      code: 'status.kuerzel',
      description: 'status.text',
      occurredAt: 'zeitpunkt',
      place: {
        text: 'ort.stelle',
        city: 'ort.stadt',
        state: 'ort.land',
        country: 'ort.staat',
        latitude: 'ort.breite',
        longitude: 'ort.laenge',
      },
    },
    codes: codes('VA ES AA UW EE IL ZA ZH ZF EZ ZU NZ VZ BE VL RL RZ ZS'),
  },
  {
    name: 'bluepost',
    label: 'Blue Post',
    continents: ['america'],
    services: ['ground', 'priority'],
    weight: 6,
    speed: 0.95,
    trouble: 1.2,
    cutOff: 16,
    sundays: 0.15,
    time: 'compact',
    numberInBody: false,
    stamp: 'seconds',
    signature: { header: 'x-signature', algorithm: 'sha1' },
    mapping: {
      events: 'trackEvents',
      trackingNumber: 'mailPieceId',
      code: 'eventCode',
      description: 'event',
      occurredAt: 'eventTimestamp',
      place: {
        city: 'eventCity',
        state: 'eventState',
        country: 'eventCountry',
        latitude: 'gps.lat',
        longitude: 'gps.lng',
      },
    },
    codes: codes('MA 03 SF NT A1 CN IX IH OK 07 OF 53 DX DG LO 21 04 01'),
  },
  {
    name: 'coastline',
    label: 'Coastline Ground',
    continents: ['america'],
    services: ['ground', 'two-day'],
    weight: 5,
    speed: 1.05,
    trouble: 1,
    cutOff: 17,
    sundays: 0.2,
    time: 'offset',
    numberInBody: true,
    stamp: 'seconds',
    signature: {
      header: 'coastline-signature',
      prefix: 'v1=',
      timestampHeader: 'coastline-timestamp',
      encoding: 'hex',
    },
    mapping: {
      events: 'shipment.activity',
      trackingNumber: 'shipment.trackingNumber',
      code: 'type',
      description: 'message',
      occurredAt: 'time',
      place: {
        text: 'terminal',
        city: 'city',
        state: 'state',
        country: 'country',
        latitude: 'position.0',
        longitude: 'position.1',
      },
    },
    codes: codes(
      'manifested tendered departed enroute arrived imported customs_review customs_hold customs_released terminal delivering missed late damage missing return_started return_done complete',
    ),
  },
  {
    name: 'transglobe',
    label: 'Transglobe',
    continents: ['europe', 'america'],
    services: ['parcel', 'express'],
    weight: 3,
    speed: 1.1,
    trouble: 1.1,
    cutOff: 16.5,
    sundays: 0.05,
    time: 'utc',
    numberInBody: false,
    stamp: 'millis',
    signature: { header: 'x-tg-signature', timestampHeader: 'x-tg-timestamp', encoding: 'base64' },
    mapping: {
      events: 'Updates',
      trackingNumber: 'WaybillNumber',
      code: 'UpdateCode',
      description: 'UpdateDescription',
      occurredAt: 'UpdateDateTime',
      place: {
        text: 'UpdateLocation',
        city: 'City',
        state: 'State',
        country: 'Country',
        latitude: 'Lat',
        longitude: 'Lng',
      },
    },
    codes: codes(
      'SH014 SH047 SH001 SH250 SH022 SH110 SH160 SH161 SH163 SH004 SH003 SH043 SH075 SH156 SH071 SH069 SH070 SH005',
    ),
  },
];
