/** How the tower itself is, for people. At the top of the ladder: it looks at every context below. */
import { readSystem } from '@gantry/shared/api/system';
import { context } from '../../platform/context.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import { openSystem, type Watched } from '../../platform/vitals/system.ts';

export const system = context('system', ({ platform, watched }: { platform: Platform; watched: Watched }) => {
  const { figures } = openSystem(platform, watched);
  return { routes: [serve(readSystem, figures)], public: { figures } };
});
