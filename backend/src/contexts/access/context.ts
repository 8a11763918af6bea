/** Access: keys and who may do what. The first on the ladder: everything else stands on it. */
import * as api from '@gantry/shared/api/access';
import type { Area } from '@gantry/shared/vocabulary/areas';
import { context } from '../../platform/context.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import type { AccessKey } from './access-key.ts';
import { issueKey, revokeKey } from './keys.ts';
import { keyRows, keyStream } from './store.ts';

const opened = (area: Area) => (area === 'public' ? ('personal' as const) : area);
const shown = ({ digest: _, area, ...key }: AccessKey) => ({ ...key, area: opened(area) });

export const access = context('access', (_: { platform: Platform }) => ({
  streams: [keyStream],
  routes: [
    serve(api.readMe, async ({ caller: { name, area, kind } }) => ({
      name,
      area: opened(area),
      // Whoever came this far holds a key or is the sandbox's visitor, and both have a kind.
      kind: kind === 'anonymous' ? ('api' as const) : kind,
    })),
    serve(api.issueKey, async ({ platform, body, thread }) => {
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
  ],
}));
