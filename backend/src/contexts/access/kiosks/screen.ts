/**
 * The screen of a kiosk: the cookie by which it is known. It is renewed while the screen shows something, so a wall lives for
 * months without a person; one that is dark for ninety days is forgotten by its browser and by us.
 */

import type { Clock } from '../../../kernel/clock.ts';
import { Refusal } from '../../../kernel/errors.ts';
import type { Cookie } from '../../../platform/http/browser/cookies.ts';
import type { Identifier } from '../callers.ts';
import { datedCookie, readDatedCookie } from '../dated-cookies.ts';
import { deviceOf } from '../device.ts';
import type { Ring } from '../ring.ts';
import type { Uses } from '../uses.ts';
import { type SeenKiosk, tokenMs } from './kiosk.ts';
import { kioskCaller } from './kiosks.ts';

const name = 'gantry-kiosk';

/** The cookie of a screen. */
export const screenCookie = (token: string, now: Date): Cookie => datedCookie(name, token, { now, lastsMs: tokenMs });

/** Kiosks, by the cookies of their screens. */
export const kioskIdentifier =
  (ring: Pick<Ring<SeenKiosk>, 'find'>, { clock, uses }: { clock: Clock; uses: Pick<Uses, 'note'> }): Identifier =>
  async (shown) => {
    const now = clock.now();
    const cookie = readDatedCookie(shown, name, now);
    if (!cookie) return undefined;
    const kiosk = await ring.find(cookie.token);
    if (!kiosk)
      return {
        ended: new Refusal('unauthenticated', 'kiosk_ended', 'This screen was unpaired: open a new link on it'),
      };
    uses.note({ id: kiosk.kioskId, device: deviceOf(shown.agent), address: shown.address });
    return {
      caller: kioskCaller(kiosk),
      renewed: cookie.isOld ? screenCookie(cookie.token, now) : undefined,
    };
  };
