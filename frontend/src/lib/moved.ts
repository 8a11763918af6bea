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
export const movedTo = (url: Pick<URL, 'pathname' | 'search'>): string | null => {
  const { pathname } = url;
  const old = Object.keys(moves).find((path) => pathname === path || pathname.startsWith(`${path}/`));
  // The query is read of moved addresses only: files that are made at build time have none.
  return old === undefined ? null : `${moves[old]}${pathname.slice(old.length)}${url.search}`;
};
