/** Addresses that staff pages had before they moved under /logistics: links in mails and bookmarks keep working. */
const moves: Readonly<Record<string, string>> = {
  '/shipments': '/logistics/tracking',
  '/carriers': '/logistics/carriers',
  '/status-maps': '/logistics/status-maps',
  '/replays': '/logistics/replays',
  '/brands': '/logistics/brands',
  '/eta-accuracy': '/logistics/analytics/eta-accuracy',
};

/** Where an old address is now, with its sub-path and query; null for an address that has not moved. */
export const movedTo = ({ pathname, search }: Pick<URL, 'pathname' | 'search'>): string | null => {
  const old = Object.keys(moves).find((path) => pathname === path || pathname.startsWith(`${path}/`));
  return old === undefined ? null : `${moves[old]}${pathname.slice(old.length)}${search}`;
};
