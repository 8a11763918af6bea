/** Insights: the fact tables of ClickHouse, the questions asked of them, and the wall. */
import type { Analytics } from '@gantry/analytics/client';
import { wallSnapshot } from '@gantry/shared/api/wall';
import { Refusal } from '../../kernel/errors.ts';
import type { Context } from '../../platform/context.ts';
import { serve } from '../../platform/http/serve.ts';
import { analyticsRoutes } from './analytics-routes.ts';
import type { Facts } from './facts.ts';
import type { WallLive } from './wall-live.ts';

/** The context over an analytics client and the fact tables in it; `wall` is there in api processes only. */
export const insights = (client: Analytics, facts: Facts, wall: WallLive | undefined): Context => ({
  name: 'insights',
  routes: [
    ...analyticsRoutes(client, facts),
    serve(wallSnapshot, async () => {
      if (!wall) throw new Refusal('unavailable', 'no_wall', 'This process serves no wall');
      return wall.snapshot();
    }),
  ],
  resumers: facts.resumers,
});
