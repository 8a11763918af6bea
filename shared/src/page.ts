/** What a page of the registry is: where it is, for whom, and the drawing beside its label. */
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
  'systems',
  'settings',
  'shelves',
  'queue',
  'scanner',
  'station',
  'counter',
  'vendor',
  'bars',
  'return',
  'trash',
  'audit',
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
