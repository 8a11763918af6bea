/** Insights: the log told to ClickHouse, the questions asked of it, and the wall. */
import type { Analytics } from '@gantry/analytics/client';
import { wallSnapshot } from '@gantry/shared/api/wall';
import { Refusal } from '../../kernel/errors.ts';
import type { Context } from '../../platform/context.ts';
import { serve } from '../../platform/http/serve.ts';
import { analyticsRoutes } from './analytics-routes.ts';
import { projector } from './projector.ts';
import type { Wall } from './wall-room.ts';

/** The context over an analytics client; `wall` is there in api processes only. */
export const insights = (client: Analytics, wall: Wall | undefined): Context => ({
  name: 'insights',
  routes: [
    ...analyticsRoutes(client),
    serve(wallSnapshot, async () => {
      if (!wall) throw new Refusal('unavailable', 'no_wall', 'This process serves no wall');
      return wall.snapshot();
    }),
  ],
  subscribers: [projector(client)],
});
