import { describe, expect, it } from 'vitest';
import { fixedClock } from '../../../kernel/clock.ts';
import type { Shown } from '../../../platform/http/admission.ts';
import { cookieText } from '../../../platform/http/browser/cookies.ts';
import type { SeenKiosk } from './kiosk.ts';
import { kioskIdentifier, screenCookie } from './screen.ts';

const day = 86_400_000;
const kiosk: SeenKiosk = {
  kioskId: 'ksk_1',
  name: 'dock',
  merchants: ['acme'],
  linkDigest: null,
  linkUntil: null,
  digest: 'd',
  createdAt: '2026-11-01T00:00:00.000Z',
  pairedAt: '2026-11-01T00:00:00.000Z',
  revokedAt: null,
  lastSeenAt: null,
};
const clock = fixedClock('2026-11-28T08:00:00Z');
const identify = kioskIdentifier(
  { find: async (token) => (token === 'good' ? kiosk : undefined) },
  { clock, uses: { note: () => undefined } },
);
const shown = (cookie: string | undefined, secure = false): Shown => ({
  authorization: undefined,
  cookie,
  secure,
  merchant: undefined,
  address: undefined,
  agent: undefined,
});
const sent = (text: string): string => text.split(';')[0] ?? '';

describe('a screen', () => {
  it('is its kiosk, with the rights of a wall and no others', async () => {
    const cookie = sent(cookieText(screenCookie('good', clock.now()), false));
    expect(await identify(shown(cookie))).toEqual({
      caller: {
        id: 'ksk_1',
        name: 'dock',
        kind: 'kiosk',
        area: 'personal',
        verticals: ['logistics'],
        scopes: ['wall:read'],
        merchants: ['acme'],
        merchant: null,
      },
      renewed: undefined,
    });
  });
  it('is known for a year without a person: its cookie is given anew once a day, long before it ends', async () => {
    let cookie = screenCookie('good', clock.now());
    let given = 0;
    for (let hour = 0; hour < 365 * 24; hour += 6) {
      clock.advance(day / 4);
      const known = await identify(shown(sent(cookieText(cookie, false))));
      if (!known || !('caller' in known)) throw new Error(`forgotten after ${hour} hours`);
      if (known.renewed) {
        cookie = known.renewed;
        given++;
      }
    }
    expect(given).toBeLessThanOrEqual(365);
    expect(given).toBeGreaterThan(300);
    expect(cookie.seconds).toBe(90 * 86_400);
  });
  it('that shows a token which opens nothing is told so, and one that shows none is somebody else’s affair', async () => {
    expect(await identify(shown('gantry-kiosk=bad.0'))).toMatchObject({ ended: { code: 'kiosk_ended', status: 401 } });
    for (const none of [
      undefined,
      '',
      'gantry-kiosk=',
      'gantry=good.0',
      'x-gantry-kiosk=good.0',
      'other=gantry-kiosk=good',
    ])
      expect(await identify(shown(none)), String(none)).toBeUndefined();
  });
  it('over TLS is known by the name that no neighbour can plant, and by no other', async () => {
    const text = cookieText(screenCookie('good', clock.now()), true);
    expect(text).toMatch(
      /^__Host-gantry-kiosk=good\.[0-9a-z]+; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(await identify(shown(sent(text), true))).toHaveProperty('caller');
    expect(await identify(shown('gantry-kiosk=good.0', true))).toBeUndefined();
    expect(await identify(shown(sent(text), false))).toBeUndefined();
  });
});
