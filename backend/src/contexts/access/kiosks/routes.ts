/** The endpoints of kiosks. */
import * as api from '@gantry/shared/api/access/keys';
import type { Caller } from '@gantry/shared/caller';
import { cookieText } from '../../../platform/http/browser/cookies.ts';
import type { Visit } from '../../../platform/http/browser/visit.ts';
import { addressKey, openLimit } from '../../../platform/http/limits.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { Platform } from '../../../platform/platform.ts';
import { kioskRights } from '../access-key.ts';
import type { CallerSource, Callers } from '../callers.ts';
import {
  insistOnHolding,
  insistOnMerchants,
  merchantsGiven,
  seenCondition,
  seenParameter,
  sees,
} from '../handing-out.ts';
import { lastUses } from '../uses.ts';
import { type Kiosk, noSuchKiosk, stateOf } from './kiosk.ts';
import { addKiosk, type LinkedKiosk, linkKiosk, pairKiosk, revokeKiosk } from './kiosks.ts';
import { screenCookie } from './screen.ts';
import { kioskRows } from './store.ts';

const shown = async ({ database }: Pick<Platform, 'database'>, kiosks: readonly Kiosk[]) => {
  const uses = await lastUses(
    database,
    kiosks.map(({ kioskId }) => kioskId),
  );
  return kiosks.map((kiosk) => {
    const use = uses.get(kiosk.kioskId);
    return {
      kioskId: kiosk.kioskId,
      name: kiosk.name,
      merchants: kiosk.merchants,
      state: stateOf(kiosk),
      createdAt: kiosk.createdAt,
      pairedAt: kiosk.pairedAt,
      lastSeenAt: use?.lastUsedAt ?? null,
      device: use?.device ?? null,
      address: use?.address ?? null,
      linkExpiresAt: kiosk.linkUntil,
    };
  });
};
const shownOne = async (platform: Platform, kiosk: Kiosk) => {
  const [one] = await shown(platform, [kiosk]);
  if (!one) throw new Error('one kiosk is shown as one');
  return one;
};

/** With its link, to where whoever makes it found the tower. Its code stands behind a #, which browsers send to nobody. */
const shownWithLink = async (platform: Platform, { kiosk, code }: LinkedKiosk, { origin }: Pick<Visit, 'origin'>) => ({
  ...(await shownOne(platform, kiosk)),
  link: `${platform.config.publicOrigin ?? origin}/wall#kiosk=${code}`,
});

/** A kiosk that the caller sees. Throws a Refusal (404) for every other, whether there is one or not. */
const kioskSeenBy = async (platform: Platform, caller: Caller, kioskId: string): Promise<Kiosk> => {
  const kiosk = (await kioskRows.byIds(platform.database, [kioskId])).get(kioskId);
  if (!kiosk || !sees(caller, kiosk.merchants)) throw noSuchKiosk();
  return kiosk;
};

/** The routes of kiosks. */
export const kioskRoutes = (
  platform: Platform,
  { verticalsHeldBy }: Pick<Callers, 'verticalsHeldBy'>,
  { isMerchant }: Pick<CallerSource, 'isMerchant'>,
): Route[] => {
  // A code cannot be guessed; the limit keeps those who try from costing anything. A right one is given back.
  const misses = openLimit(platform.redis, { name: 'pair', points: 30, seconds: 60 });
  const insistOnKiosk = (caller: Caller, { merchants }: Pick<Kiosk, 'merchants'>): void =>
    insistOnHolding({ ...caller, verticals: verticalsHeldBy(caller) }, { ...kioskRights, merchants });
  return [
    serve(api.listKiosks, async ({ caller }) => {
      const newest = `WHERE ${seenCondition()} ORDER BY created_at DESC LIMIT 500`;
      return { items: await shown(platform, await kioskRows.list(platform.database, newest, seenParameter(caller))) };
    }),
    serve(api.addKiosk, async ({ caller, body, visit, thread }) => {
      const merchants = merchantsGiven(caller, body.merchants);
      insistOnKiosk(caller, { merchants });
      await insistOnMerchants(merchants, isMerchant);
      const added = await addKiosk(platform, { name: body.name, merchants }, { thread: thread('access') });
      return shownWithLink(platform, added, visit);
    }),
    serve(api.pairAgain, async ({ caller, params, visit, thread }) => {
      const kiosk = await kioskSeenBy(platform, caller, params.kioskId);
      insistOnKiosk(caller, kiosk);
      const linked = await linkKiosk(platform, kiosk.kioskId, { thread: thread('access') });
      return shownWithLink(platform, linked, visit);
    }),
    serve(api.revokeKiosk, async ({ caller, params, address, thread }) => {
      const { kioskId } = await kioskSeenBy(platform, caller, params.kioskId);
      const doer = { by: caller, address, thread: thread('access') };
      return shownOne(platform, await revokeKiosk(platform, kioskId, doer));
    }),
    serve(api.pairKiosk, async ({ body, address, visit }) => {
      await misses.take(addressKey(address));
      const { kiosk, token } = await pairKiosk(platform, body.code, { address });
      await misses.giveBack(addressKey(address));
      visit.setCookie(cookieText(screenCookie(token, platform.clock.now()), visit.secure));
      return { name: kiosk.name };
    }),
  ];
};
