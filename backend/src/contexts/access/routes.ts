/** The endpoints of keys. */
import * as api from '@gantry/shared/api/access';
import { type Caller, holdsScope } from '@gantry/shared/caller';
import type { Area } from '@gantry/shared/vocabulary/areas';
import { Refusal } from '../../kernel/errors.ts';
import { type Route, serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import { type AccessKey, scopesOf, verticalsOf } from './access-key.ts';
import { issueKey, type NewKey, revokeKey } from './keys.ts';
import { renewCookie } from './sessions/renew.ts';
import { keyRows } from './store.ts';

const opened = (area: Area) => (area === 'public' ? ('personal' as const) : area);
const shown = ({ digest: _, area, ...key }: AccessKey) => ({
  ...key,
  area: opened(area),
  verticals: verticalsOf(key),
  scopes: scopesOf(key),
  merchants: '*' as const,
  secrets: [{ hint: key.hint, createdAt: key.createdAt, validUntil: key.expiresAt }],
  lastUsedAt: null,
});

/** A key hands out no more than it holds itself. What it holds is asked of the key: a vertical that is off here is held still. */
const insistOnHolding = async (platform: Platform, caller: Caller, wanted: NewKey): Promise<void> => {
  const issuer = (await keyRows.byIds(platform.database, [caller.id])).get(caller.id);
  if (!issuer) throw new Refusal('unauthenticated', 'key_unknown', 'This key is not known any more');
  const held = verticalsOf(issuer);
  const wants = verticalsOf({ kind: wanted.kind, verticals: wanted.verticals ?? ['*'] });
  const lacks = [
    ...wants.filter((vertical) => !held.includes(vertical)),
    ...scopesOf({ kind: wanted.kind, scopes: wanted.scopes ?? ['*'] }).filter(
      (scope) => !holdsScope(scopesOf(issuer), scope),
    ),
  ];
  if (lacks.length > 0)
    throw new Refusal(
      'forbidden',
      'more_than_held',
      `Your key does not hold ${lacks.join(', ')} and cannot hand it out: name verticals and scopes`,
    );
};

export const keyRoutes: Route[] = [
  serve(api.readMe, async ({ platform, caller, visit, address }) => {
    // Every page asks who it is for, so this is where the cookie of a session is given for another thirty days.
    if (caller.kind === 'person') await renewCookie(platform, visit, address);
    const { id, name, area, kind, verticals, scopes, merchants, merchant } = caller;
    return {
      id,
      name,
      area: opened(area),
      // Whoever came this far holds a key or is the sandbox's visitor, and both have a kind.
      kind: kind === 'anonymous' ? ('api' as const) : kind,
      verticals: [...verticals],
      scopes: [...scopes],
      merchants: merchants === '*' ? merchants : [...merchants],
      merchant,
    };
  }),
  serve(api.issueKey, async ({ platform, caller, body, thread }) => {
    await insistOnHolding(platform, caller, body);
    const { key, secret } = await issueKey(platform, body, thread('access'));
    return { ...shown(key), secret };
  }),
  serve(api.listKeys, async ({ platform }) => {
    const keys = await keyRows.list(platform.database, 'ORDER BY created_at DESC LIMIT 500');
    return { items: keys.map(shown) };
  }),
  serve(api.revokeKey, async ({ platform, params, thread }) =>
    shown(await revokeKey(platform, params.keyId, thread('access'))),
  ),
];
