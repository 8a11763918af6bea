/** Finding one's way among the pages of the registry: whose address it is, and what the sidebar shows to whom. */
import type { Page } from './page.ts';
import { pages } from './pages.ts';
import { type Area, areas, type Vertical } from './vocabulary/areas.ts';

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
