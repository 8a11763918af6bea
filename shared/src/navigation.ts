/** The registry of pages: what there is, where, for whom. The home page, the sidebar and the gate are drawn from it. */
import { type Area, areas, type Vertical } from './vocabulary/areas.ts';

/** Names of the drawings that stand beside a page's label. */
export const pageIcons = [
  'tower',
  'wall',
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
  /** Outside this application: the server's own page, which a browser loads whole. */
  external?: true;
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
    label: 'Shipments',
    href: '/logistics/tracking',
    area: 'staff',
    vertical: 'logistics',
    group: 'Parcels',
    about: 'Every parcel by any number: its journey, its three dates, and the raw messages behind them.',
    icon: 'parcel',
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
  {
    label: 'System',
    href: '/logistics/system',
    area: 'manager',
    vertical: 'logistics',
    group: 'Operation',
    about: 'What is well and what is ill: the log and its readers, stores, jobs, disks, processes.',
    icon: 'gauge',
  },
  {
    label: 'API reference',
    href: '/docs',
    area: 'public',
    vertical: 'logistics',
    group: 'For programs',
    about: 'Every endpoint with its fields, to read and to try.',
    icon: 'code',
    external: true,
  },
  {
    label: 'OpenAPI document',
    href: '/openapi.json',
    area: 'public',
    vertical: 'logistics',
    group: 'For programs',
    about: 'The same as a file for code generators.',
    icon: 'file',
    external: true,
  },
  {
    label: 'Health',
    href: '/health/ready',
    area: 'public',
    vertical: 'logistics',
    group: 'For operators',
    about: 'Whether the whole tower is well; where it is not, what ails it and since when.',
    icon: 'pulse',
    external: true,
  },
];

/** The home of the operations pages: under its address stand all others, so it is itself only at that very address. */
export const towerHome = '/logistics';

/** The page an address belongs to: the longest `href` it starts with; undefined for an address in no registry. */
export const pageAt = (path: string): Page | undefined =>
  pages
    .filter(({ href }) => path === href || (href !== towerHome && path.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0];

/** A heading of the sidebar with its pages: of one area, one vertical and one group. */
export type SidebarGroup = { area: Area; vertical: Vertical; name: string; pages: Page[] };

/** What everybody may open stands last. */
const areaOrder: readonly Area[] = [...areas.filter((area) => area !== 'public'), 'public'];

/**
 * The pages of the registry that somebody with these areas and verticals may open, by area, then vertical and group, each
 * in the order of the registry. What is switched off or out of reach is not there.
 */
export const deriveLogisticsSidebarFromRegistry = (
  held: readonly Area[],
  verticals: readonly Vertical[],
): SidebarGroup[] => {
  const groups = new Map<string, SidebarGroup>();
  for (const page of pages) {
    const { area, vertical, group } = page;
    if (!held.includes(area) || !verticals.includes(vertical)) continue;
    const key = `${area} ${vertical} ${group}`;
    const known = groups.get(key);
    if (known) known.pages.push(page);
    else groups.set(key, { area, vertical, name: group, pages: [page] });
  }
  return [...groups.values()].sort((a, b) => areaOrder.indexOf(a.area) - areaOrder.indexOf(b.area));
};
