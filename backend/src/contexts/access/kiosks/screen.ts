/**
 * The screen of a kiosk: the cookie by which it is known. It is renewed while the screen shows something, so a wall lives for
 * months without a person; one that is dark for ninety days is forgotten by its browser and by us.
 */

import type { Clock } from '../../../kernel/clock.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { type Cookie, cookieIn } from '../../../platform/http/cookies.ts';
import type { Identifier } from '../callers.ts';
import { deviceOf } from '../device.ts';
import type { Ring } from '../ring.ts';
import type { Uses } from '../uses.ts';
import { type SeenKiosk, tokenMs } from './kiosk.ts';
import { kioskCaller } from './kiosks.ts';

const name = 'gantry-kiosk';
const renewedAfterMs = 86_400_000;

/** The cookie of a screen. When it was given stands in it, so that it is renewed once a day and not with every answer. */
export const screenCookie = (token: string, now: Date): Cookie => ({
  name,
  value: `${token}.${Math.floor(now.getTime() / 1_000).toString(36)}`,
  seconds: tokenMs / 1_000,
});

const wasGivenLately = (given: string | undefined, now: Date): boolean =>
  now.getTime() - Number.parseInt(given ?? '', 36) * 1_000 < renewedAfterMs;

/** Kiosks, by the cookies of their screens. */
export const kioskIdentifier =
  (ring: Pick<Ring<SeenKiosk>, 'find'>, { clock, uses }: { clock: Clock; uses: Pick<Uses, 'note'> }): Identifier =>
  async (shown) => {
    const [token = '', given] = cookieIn(shown, name)?.split('.') ?? [];
    if (token === '') return undefined;
    const kiosk = await ring.find(token);
    if (!kiosk)
      return {
        ended: new Refusal('unauthenticated', 'kiosk_ended', 'This screen was unpaired: open a new link on it'),
      };
    const now = clock.now();
    uses.note({ id: kiosk.kioskId, device: deviceOf(shown.agent), address: shown.address });
    return {
      caller: kioskCaller(kiosk),
      renewed: wasGivenLately(given, now) ? undefined : screenCookie(token, now),
    };
  };
