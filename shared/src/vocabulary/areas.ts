/**
 * The three areas of access and the verticals a tower can run. Every endpoint, page and socket room names the area it
 * needs; one list serves the server's gate and the screen's.
 */
export const areas = ['public', 'personal', 'staff', 'manager'] as const;
export type Area = (typeof areas)[number];

export const verticals = ['logistics', 'ecommerce', 'customs', 'rentals', 'feeds', 'handoffs'] as const;
export type Vertical = (typeof verticals)[number];

/** True when somebody who holds `held` may do what needs `needed` (public < personal < staff < manager). */
export const covers = (held: Area, needed: Area): boolean => areas.indexOf(held) >= areas.indexOf(needed);
