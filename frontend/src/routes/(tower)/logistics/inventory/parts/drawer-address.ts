/** What an address says of a drawer of inventory, beside what it says of the list behind it. Pure. */

/** Names that no list of inventory has as a filter. */
export const drawerParams = ['of', 'at', 'in', 'whose', 'units', 'from', 'listing', 'channelOf'] as const;
export type DrawerParam = (typeof drawerParams)[number];

/** The query of the list behind, without what belongs to a drawer. */
export const listSearch = (search: string): string => {
  const kept = new URLSearchParams(search);
  for (const name of drawerParams) kept.delete(name);
  return kept.size === 0 ? '' : `?${kept}`;
};

/** The query of the list behind, with what a drawer is to begin with. */
export const drawerSearch = (
  search: string,
  begin: Partial<Record<DrawerParam, string | null | undefined>>,
): string => {
  const next = new URLSearchParams(listSearch(search));
  for (const [name, value] of Object.entries(begin)) if (value) next.set(name, value);
  return next.size === 0 ? '' : `?${next}`;
};

/** What a drawer begins with; empty where the address says nothing. */
export const beginning = (search: string, name: DrawerParam): string => new URLSearchParams(search).get(name) ?? '';
