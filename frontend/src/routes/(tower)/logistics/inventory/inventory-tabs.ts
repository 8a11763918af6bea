/** The parts of inventory: each is an address of its own under the page. */
export const inventoryHome = '/logistics/inventory';

export const tabs: readonly { label: string; href: string }[] = [
  { label: 'Levels', href: inventoryHome },
  { label: 'Ledger', href: `${inventoryHome}/ledger` },
  { label: 'Products', href: `${inventoryHome}/products` },
  { label: 'Mapping', href: `${inventoryHome}/mapping` },
  { label: 'Purchase orders', href: `${inventoryHome}/purchase-orders` },
  { label: 'Transfers', href: `${inventoryHome}/transfers` },
  { label: 'Warehouses', href: `${inventoryHome}/warehouses` },
  { label: 'Bins', href: `${inventoryHome}/bins` },
  { label: 'Vendors', href: `${inventoryHome}/vendors` },
  { label: 'Channel rules', href: `${inventoryHome}/channels` },
];

/** The address of the part that a path lies in; what has no part of its own is a drawer of the levels. */
export const tabAt = (path: string): string =>
  tabs.slice(1).find(({ href }) => path === href || path.startsWith(`${href}/`))?.href ?? inventoryHome;
