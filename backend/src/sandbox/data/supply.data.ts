/** Who supplies the shops of the sandbox world, and how their channels draw on stock. All invented. */
import type { saveChannelRules } from '@gantry/shared/api/inventory/places';
import type { z } from 'zod';

export type Vendor = {
  vendor: string;
  name: string;
  country: string;
  timeZone: string;
  leadTimeDays: number;
  /** What it makes, by the beginning of the SKU. */
  makes: readonly string[];
};

export const vendors: readonly Vendor[] = [
  {
    vendor: 'lumenwerk',
    name: 'Lumenwerk',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    leadTimeDays: 3,
    makes: ['LMP', 'OFC'],
  },
  {
    vendor: 'casa-ferro',
    name: 'Casa Ferro',
    country: 'IT',
    timeZone: 'Europe/Rome',
    leadTimeDays: 4,
    makes: ['KTL', 'KTC', 'MUG'],
  },
  {
    vendor: 'telares-unidos',
    name: 'Telares Unidos',
    country: 'ES',
    timeZone: 'Europe/Madrid',
    leadTimeDays: 5,
    makes: ['TXT', 'TOY', 'BOK'],
  },
  {
    vendor: 'volta-parts',
    name: 'Volta Parts',
    country: 'NL',
    timeZone: 'Europe/Amsterdam',
    leadTimeDays: 2,
    makes: ['ELC', 'BTH'],
  },
  {
    vendor: 'greenfold',
    name: 'Greenfold',
    country: 'US',
    timeZone: 'America/New_York',
    leadTimeDays: 3,
    makes: ['GRD', 'PET', 'SPT'],
  },
  {
    vendor: 'holzhof',
    name: 'Holzhof Möbel',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    leadTimeDays: 1,
    makes: ['DRP'],
  },
];

/** Who makes a SKU; undefined for a kit, whose parts are made. */
export const vendorOf = (sku: string): Vendor | undefined =>
  vendors.find(({ makes }) => makes.some((beginning) => sku.startsWith(beginning)));

export type ChannelRules = z.input<(typeof saveChannelRules)['body']>;

/** Channels with rules of their own; the others are served by the usual ones. */
export const channelRules: Readonly<Record<string, readonly ChannelRules[]>> = {
  main: [
    { channel: 'marketplace', strategy: 'single_warehouse', keepBack: 5, unpaidMinutes: 2_880 },
    { channel: 'partner-store', strategy: 'oldest_cost', shipPolicy: 'ship_complete' },
  ],
};

/** Whether orders of a channel leave in parts. */
export const policyOf = (merchant: string, channel: string) =>
  channelRules[merchant]?.find((rules) => rules.channel === channel)?.shipPolicy ?? 'ship_partial';
