/** What somebody or something may, in words: areas, verticals, merchants. */
import type { Area, Vertical } from '@gantry/shared/vocabulary/areas';

export const verticalNames: Readonly<Record<Vertical, string>> = {
  logistics: 'Logistics',
  ecommerce: 'E-commerce',
  customs: 'Customs',
  rentals: 'Rentals',
  feeds: 'Feeds',
  handoffs: 'Handoffs',
};
export const areaNames: Readonly<Record<Exclude<Area, 'public'>, string>> = {
  personal: 'Personal',
  staff: 'Staff',
  manager: 'Manager',
};
export const areaHints: Readonly<Record<Exclude<Area, 'public'>, string>> = {
  personal: 'Sees the wall and their own work',
  staff: 'Sees orders and parcels, and works on them',
  manager: 'Sets up, and says who may what',
};

/** "all", "logistics only", "E-commerce, Customs". */
export const verticalsInWords = (held: '*' | readonly Vertical[]): string => {
  if (held === '*') return 'all';
  const keys = held.filter((vertical) => vertical !== 'logistics');
  return keys.length === 0 ? 'logistics only' : keys.map((key) => verticalNames[key]).join(', ');
};

/** "all", "none", "North Shop, Acme": by the names that are known, else as they are. */
export const merchantsInWords = (
  held: '*' | readonly string[],
  known: readonly { merchant: string; name: string }[],
): string => {
  if (held === '*') return 'all';
  if (held.length === 0) return 'none';
  return held.map((one) => known.find(({ merchant }) => merchant === one)?.name ?? one).join(', ');
};
