/** How the tower itself is, for people. At the top of the ladder: it looks at every context below. */
import { readSystem, type Trouble } from '@gantry/shared/api/system';
import { context } from '../../platform/context.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import { openSystem, type Watched } from '../../platform/vitals/system.ts';

type Needs = {
  platform: Platform;
  watched: Watched;
  /** What contexts say that somebody has to look at, though the tower does its work. */
  troubles(): Promise<Trouble[]>;
};

export const system = context('system', ({ platform, watched, troubles }: Needs) => {
  const { figures } = openSystem(platform, watched);
  const read = serve(readSystem, async () => {
    const [now, more] = await Promise.all([figures(), troubles().catch(() => [])]);
    return { ...now, troubles: [...now.troubles, ...more] };
  });
  return { routes: [read], public: { figures } };
});
