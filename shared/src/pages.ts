/** The registry of pages: what there is, where, for whom. The home page, the sidebar and the gate are drawn from it. */
import { operationPages } from './pages-of-operation.ts';
import type { Area, Vertical } from './vocabulary/areas.ts';

/** Names of the drawings that stand beside a page's label. */
export const pageIcons = [
  'tower',
  'wall',
  'orders',
  'parcel',
  'truck',
  'map-rows',
  'replay',
  'target',
  'brand',
  'code',
  'file',
  'pulse',
  'gauge',
  'person',
  'people',
  'key',
  'screen',
  'shop',
  'shield',
  'log',
  'mail',
  'query',
  'settings',
  'shelves',
] as const;
export type PageIcon = (typeof pageIcons)[number];

export type Page = {
  label: string;
  href: string;
  area: Area;
  vertical: Vertical;
  group: string;
  about: string;
  icon: PageIcon;
  /** It belongs to the installation: whoever serves only some merchants may not open it. */
  operator?: true;
  /** Outside this application: the server's own page, which a browser loads whole. */
  external?: true;
  /** Stands at the bottom of the sidebar, always in sight: the way across to another part of the house. */
  across?: true;
};

export const pages: readonly Page[] = [
  {
    label: 'Home',
    href: '/logistics',
    area: 'personal',
    vertical: 'logistics',
    group: 'Tower',
    about: 'What needs a person now.',
    icon: 'tower',
  },
  {
    label: 'Wall',
    href: '/wall',
    area: 'personal',
    vertical: 'logistics',
    group: 'Tower',
    about: 'The day at a glance: map, numbers, exceptions, parcels at risk, carrier pulse.',
    icon: 'wall',
  },
  {
    label: 'My profile',
    href: '/logistics/profile',
    area: 'personal',
    vertical: 'logistics',
    group: 'Tower',
    about: 'My name, zone, dates and theme; my password, second factor, and where I am signed in.',
    icon: 'person',
  },
  {
    label: 'Orders',
    href: '/logistics/orders',
    area: 'staff',
    vertical: 'ecommerce',
    group: 'Orders',
    about: 'Every order from placed to shipped: by stage, what is late, what holds it, what it waits for.',
    icon: 'orders',
  },
  {
    label: 'Shipments',
    href: '/logistics/tracking',
    area: 'staff',
    vertical: 'logistics',
    group: 'Parcels',
    about: 'Every parcel by any number: its journey, its three dates, and the raw messages behind them.',
    icon: 'parcel',
  },
  {
    label: 'Inventory',
    href: '/logistics/inventory',
    area: 'staff',
    vertical: 'ecommerce',
    group: 'Inventory',
    about: 'Stock by SKU and warehouse, its ledger, the catalog, listings, purchase orders, transfers.',
    icon: 'shelves',
    across: true,
  },
  {
    label: 'Carriers',
    href: '/logistics/carriers',
    area: 'staff',
    vertical: 'logistics',
    group: 'Carriers',
    about: 'How each carrier is connected and how well it reports.',
    icon: 'truck',
  },
  {
    label: 'Status maps',
    href: '/logistics/status-maps',
    area: 'staff',
    vertical: 'logistics',
    group: 'Carriers',
    about: 'What carriers’ codes mean, the codes nobody mapped yet, and what a change would change.',
    icon: 'map-rows',
  },
  {
    label: 'Replays',
    href: '/logistics/replays',
    area: 'staff',
    vertical: 'logistics',
    operator: true,
    group: 'Carriers',
    about: 'History run again through today’s maps and rules, compared before anything is changed.',
    icon: 'replay',
  },
  {
    label: 'ETA accuracy',
    href: '/logistics/analytics/eta-accuracy',
    area: 'staff',
    vertical: 'logistics',
    group: 'Measures',
    about: 'Our estimates of arrival, judged by when parcels arrived.',
    icon: 'target',
  },
  {
    label: 'Brands',
    href: '/logistics/brands',
    area: 'staff',
    vertical: 'logistics',
    group: 'Customers',
    about: 'How the tracking page of each channel looks, and where it may be embedded.',
    icon: 'brand',
  },
  ...operationPages,
];
