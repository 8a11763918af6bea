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
    label: 'Settings',
    href: '/logistics/settings',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'Everything that is set up here, on one page.',
    icon: 'settings',
  },
  {
    label: 'People',
    href: '/logistics/settings/users',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'Who may sign in, what they may, and invitations.',
    icon: 'people',
  },
  {
    label: 'API keys',
    href: '/logistics/settings/keys',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'What programs sign in with: scopes, expiry, rotation.',
    icon: 'key',
  },
  {
    label: 'Kiosks',
    href: '/logistics/settings/kiosks',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'Walls that show without anybody signed in: paired by a link, revoked at once.',
    icon: 'screen',
  },
  {
    label: 'Merchants',
    href: '/logistics/settings/merchants',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'Whose orders and parcels they are, and how long personal data is kept.',
    icon: 'shop',
  },
  {
    label: 'Personal data',
    href: '/logistics/settings/privacy',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'What is kept of one person, as a file for them; erased where they ask for it.',
    icon: 'shield',
  },
  {
    label: 'Access log',
    href: '/logistics/settings/access-log',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'Who signed in, from where, and what was done at the door.',
    icon: 'log',
  },
  {
    label: 'Mail',
    href: '/logistics/settings/mail',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'What the tower has mailed, and what became of it.',
    icon: 'mail',
    operator: true,
  },
  {
    label: 'Analysts',
    href: '/logistics/settings/analysts',
    area: 'manager',
    vertical: 'logistics',
    group: 'Settings',
    about: 'Who may ask ClickHouse in SQL, read-only, and where.',
    icon: 'query',
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

/** The home of the operations pages. */
export const towerHome = '/logistics';
/** The page of all settings. */
export const settingsHome = '/logistics/settings';
/** Under these addresses stand others, so each is itself only at that very address. */
const homes: readonly string[] = [towerHome, settingsHome];

/** The page an address belongs to: the longest `href` it starts with; undefined for an address in no registry. */
export const pageAt = (path: string): Page | undefined =>
  pages
    .filter(({ href }) => path === href || (!homes.includes(href) && path.startsWith(`${href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0];

/** A heading of the sidebar with its pages: of one area, one vertical and one group. */
export type SidebarGroup = { area: Area; vertical: Vertical; name: string; pages: Page[] };

/** What everybody may open stands last. */
const areaOrder: readonly Area[] = [...areas.filter((area) => area !== 'public'), 'public'];

/**
 * The pages of the registry that somebody with these areas and verticals may open, by area, then vertical and group, each
 * in the order of the registry. What is switched off or out of reach is not there, nor is what belongs to the installation
 * for whoever is no `operator`.
 */
export const deriveLogisticsSidebarFromRegistry = (
  held: readonly Area[],
  verticals: readonly Vertical[],
  { operator = true }: { operator?: boolean } = {},
): SidebarGroup[] => {
  const groups = new Map<string, SidebarGroup>();
  for (const page of pages) {
    const { area, vertical, group } = page;
    if (!held.includes(area) || !verticals.includes(vertical) || (page.operator && !operator)) continue;
    const key = `${area} ${vertical} ${group}`;
    const known = groups.get(key);
    if (known) known.pages.push(page);
    else groups.set(key, { area, vertical, name: group, pages: [page] });
  }
  return [...groups.values()].sort((a, b) => areaOrder.indexOf(a.area) - areaOrder.indexOf(b.area));
};
