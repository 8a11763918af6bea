/** The registry of pages: what there is, where, for whom. The home page and the sidebar are drawn from it. */
import type { Area, Vertical } from './vocabulary/areas.ts';

export type Page = { label: string; href: string; area: Area; vertical: Vertical; group: string; about: string };

export const pages: Page[] = [
  {
    label: 'Wall',
    href: '/wall',
    area: 'personal',
    vertical: 'logistics',
    group: 'Tower',
    about: 'The day at a glance: map, numbers, exceptions, parcels at risk, carrier pulse.',
  },
  {
    label: 'Shipments',
    href: '/shipments',
    area: 'staff',
    vertical: 'logistics',
    group: 'Tower',
    about: 'Every parcel by any number: its journey, its three dates, and the raw messages behind them.',
  },
  {
    label: 'Carriers',
    href: '/carriers',
    area: 'staff',
    vertical: 'logistics',
    group: 'Carriers',
    about: 'How each carrier is connected and how well it reports.',
  },
  {
    label: 'Status maps',
    href: '/status-maps',
    area: 'staff',
    vertical: 'logistics',
    group: 'Carriers',
    about: 'What carriers’ codes mean, the codes nobody mapped yet, and what a change would change.',
  },
  {
    label: 'ETA accuracy',
    href: '/eta-accuracy',
    area: 'staff',
    vertical: 'logistics',
    group: 'Measures',
    about: 'Our estimates of arrival, judged by when parcels arrived.',
  },
  {
    label: 'Brands',
    href: '/brands',
    area: 'staff',
    vertical: 'logistics',
    group: 'Customers',
    about: 'How the tracking page of each channel looks, and where it may be embedded.',
  },
  {
    label: 'API reference',
    href: '/docs',
    area: 'public',
    vertical: 'logistics',
    group: 'For programs',
    about: 'Every endpoint with its fields, to read and to try.',
  },
  {
    label: 'OpenAPI document',
    href: '/openapi.json',
    area: 'public',
    vertical: 'logistics',
    group: 'For programs',
    about: 'The same as a file for code generators.',
  },
  {
    label: 'Health',
    href: '/health/ready',
    area: 'public',
    vertical: 'logistics',
    group: 'For operators',
    about: 'Whether Postgres, Redis and the analytics engine answer.',
  },
];

/** The page an address belongs to: the longest `href` it starts with; undefined for an address in no registry. */
export const pageAt = (path: string): Page | undefined =>
  pages
    .filter(({ href }) => path === href || path.startsWith(`${href}/`))
    .sort((a, b) => b.href.length - a.href.length)[0];
