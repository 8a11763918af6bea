/** Insights: the fact tables of ClickHouse, the questions asked of them, and the wall. */
import type { Analytics } from '@gantry/analytics/client';
import { wallSnapshot } from '@gantry/shared/api/wall';
import { merchantFilter } from '@gantry/shared/caller';
import { context } from '../../platform/context.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Analysts, MerchantBook } from '../access/public.ts';
import type { Forecasts } from '../forecast/public.ts';
import { analyticsRoutes } from './analytics-routes.ts';
import type { Facts } from './facts/facts.ts';
import { analystsDoor } from './sql/keep-open.ts';
import { wallParcels } from './wall-parcels.ts';
import { createWall } from './wall-room.ts';
import { type TileSources, wallTiles } from './wall-tiles.ts';

type Needs = TileSources & {
  analytics: Analytics;
  facts: Facts;
  forecasts: Forecasts;
  analysts: Analysts;
  merchants: Pick<MerchantBook, 'find'>;
};

export const insights = context('insights', (needs: Needs) => {
  const { platform, analytics, facts, tracking, forecasts, merchants } = needs;
  const tiles = wallTiles(needs);
  const wall = createWall({ platform, tiles, parcels: wallParcels(tracking, forecasts), merchants });
  const door = analystsDoor(needs);
  return {
    routes: [
      ...analyticsRoutes(analytics, facts, forecasts),
      serve(wallSnapshot, ({ caller }) => wall.snapshot(merchantFilter(caller))),
    ],
    rooms: [wall.room],
    public: { tiles, door },
    resumers: facts.resumers,
    jobs: facts.jobs,
  };
});
