/** Kiosks: screens that show a wall without anybody signed in. No code of a link and no token is ever part of an event. */
import { z } from 'zod';
import { heldMerchants } from '../access.ts';
import { define, type FactOf, instant } from '../define.ts';

const link = { linkDigest: z.string(), linkUntil: instant };

export const kioskAdded = define(
  'access.kiosk_added',
  z.object({ kioskId: z.string(), name: z.string(), merchants: heldMerchants, ...link }),
);
/** Another link for another screen; the former link opens nothing any more. */
export const kioskLinked = define('access.kiosk_linked', z.object({ kioskId: z.string(), ...link }));
/** A screen opened the link: the one before it goes dark. */
export const kioskPaired = define('access.kiosk_paired', z.object({ kioskId: z.string(), digest: z.string() }));
export const kioskRevoked = define('access.kiosk_revoked', z.object({ kioskId: z.string() }));
export const kioskEvents = [kioskAdded, kioskLinked, kioskPaired, kioskRevoked] as const;
export type KioskEvent = FactOf<(typeof kioskEvents)[number]>;
