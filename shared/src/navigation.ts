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
