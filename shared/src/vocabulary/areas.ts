/**
 * The three areas of access and the verticals a tower can run. Every endpoint, page and socket room names the area and
 * the vertical it needs; one list serves the server's gate and the screen's.
 */
export const areas = ['public', 'personal', 'staff', 'manager'] as const;
export type Area = (typeof areas)[number];

/** The ground an installation stands on: it cannot be switched off, and every key holds it. */
export const groundVertical = 'logistics';
/** What an installation switches on and off, and a key may hold or not. */
export const verticalKeys = ['ecommerce', 'customs', 'rentals', 'feeds', 'handoffs'] as const;
export type VerticalKey = (typeof verticalKeys)[number];

export const verticals = [groundVertical, ...verticalKeys] as const;
export type Vertical = (typeof verticals)[number];

/** True when somebody who holds `held` may do what needs `needed` (public < personal < staff < manager). */
export const covers = (held: Area, needed: Area): boolean => areas.indexOf(held) >= areas.indexOf(needed);
