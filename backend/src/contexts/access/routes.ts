/** The endpoints of keys. */
import * as api from '@gantry/shared/api/access/keys';
import type { Caller } from '@gantry/shared/caller';
import type { Area } from '@gantry/shared/vocabulary/areas';
import { type Route, serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccessKey, livingSecrets, scopesOf, verticalsOf } from './access-key.ts';
import type { CallerSource, Callers } from './callers.ts';
import {
  insistOnHolding,
  insistOnMerchants,
  merchantsGiven,
  seenCondition,
  seenParameter,
  sees,
  verticalsGiven,
} from './handing-out.ts';
import { issueKey, noSuchKey, revokeKey, rotateKey } from './keys.ts';
import type { Doer } from './recorded.ts';
import { keyRows } from './store.ts';
import { lastUses } from './uses.ts';

const opened = (area: Area) => (area === 'public' ? ('personal' as const) : area);

/** Keys as managers see them: nothing of a secret but its end. */
const shown = async ({ database, clock }: Platform, keys: readonly AccessKey[]) => {
  const uses = await lastUses(
    database,
    keys.map(({ keyId }) => keyId),
  );
  return keys.map((key) => ({
    keyId: key.keyId,
    name: key.name,
    kind: key.kind,
    area: opened(key.area),
    verticals: verticalsOf(key),
    allVerticals: key.kind !== 'kiosk' && key.verticals.includes('*'),
    scopes: scopesOf(key),
    hint: key.hint,
    merchants: key.merchants,
    secrets: livingSecrets(key, clock.now()).map(({ digest: _, ...secret }) => secret),
    createdAt: key.createdAt,
    lastUsedAt: uses.get(key.keyId)?.lastUsedAt ?? null,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
  }));
};
const shownOne = async (platform: Platform, key: AccessKey) => {
  const [one] = await shown(platform, [key]);
  if (!one) throw new Error('one key is shown as one');
  return one;
};

/** A key that the caller sees. Throws a Refusal (404) for every other, whether there is one or not. */
const keySeenBy = async (platform: Platform, caller: Caller, keyId: string): Promise<AccessKey> => {
  const key = (await keyRows.byIds(platform.database, [keyId])).get(keyId);
  if (!key || !sees(caller, key.merchants)) throw noSuchKey();
  return key;
};

const readMe: Route = serve(
  api.readMe,
  async ({ caller: { id, name, area, kind, verticals, scopes, merchants, merchant } }) => ({
    id,
    name,
    area: opened(area),
    // Whoever came this far holds a key, is signed in or is the sandbox's visitor, and all of them have a kind.
    kind: kind === 'anonymous' ? ('api' as const) : kind,
    verticals: [...verticals],
    scopes: [...scopes],
    merchants: merchants === '*' ? merchants : [...merchants],
    merchant,
  }),
);

const doerOf = ({
  caller,
  address,
  thread,
}: {
  caller: Caller;
  address: string;
  thread(id: string): Doer['thread'];
}) => ({
  by: caller,
  address,
  thread: thread('access'),
});

/** The routes of keys; what their makers hold is asked of who they are to this tower. */
export const keyRoutes = (
  { verticalsHeldBy }: Pick<Callers, 'verticalsHeldBy'>,
  { isMerchant }: Pick<CallerSource, 'isMerchant'>,
): Route[] => {
  const holdings = (caller: Caller) => ({ ...caller, verticals: verticalsHeldBy(caller) });
  return [
    readMe,
    serve(api.issueKey, async (request) => {
      const { platform, caller, body } = request;
      const merchants = merchantsGiven(caller, body.merchants);
      const { area, scopes = ['*' as const] } = body;
      insistOnHolding(holdings(caller), { area, scopes, verticals: verticalsGiven(body.verticals), merchants });
      await insistOnMerchants(merchants, isMerchant);
      const { key, secret } = await issueKey(platform, { ...body, merchants }, doerOf(request));
      return { ...(await shownOne(platform, key)), secret };
    }),
    serve(api.rotateKey, async (request) => {
      const { platform, caller, params, body } = request;
      const key = await keySeenBy(platform, caller, params.keyId);
      // Whoever rotates a key holds it afterwards.
      insistOnHolding(holdings(caller), { ...key, verticals: verticalsOf(key), scopes: scopesOf(key) });
      const rotated = await rotateKey(platform, { ...params, ...body }, doerOf(request));
      return { ...(await shownOne(platform, rotated.key)), secret: rotated.secret };
    }),
    serve(api.listKeys, async ({ platform, caller }) => {
      const newest = `WHERE ${seenCondition()} ORDER BY created_at DESC LIMIT 500`;
      const keys = await keyRows.list(platform.database, newest, seenParameter(caller));
      return { items: await shown(platform, keys) };
    }),
    serve(api.revokeKey, async (request) => {
      const { platform, caller, params } = request;
      const { keyId } = await keySeenBy(platform, caller, params.keyId);
      return shownOne(platform, await revokeKey(platform, keyId, doerOf(request)));
    }),
  ];
};
