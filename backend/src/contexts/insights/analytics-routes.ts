/** The endpoints over ClickHouse. An answer is kept until the projector moves, so it is never older than the tables are. */
import type { Analytics } from '@gantry/analytics/client';
import { carrierScorecards } from '@gantry/analytics/queries/carrier-scorecard';
import { deliveryPerformance } from '@gantry/analytics/queries/delivery-performance';
import { etaAccuracy } from '@gantry/analytics/queries/eta-accuracy';
import { exceptionSummary } from '@gantry/analytics/queries/exception-summary';
import { periodDays } from '@gantry/analytics/queries/filter';
import * as etaApi from '@gantry/shared/api/eta';
import * as api from '@gantry/shared/api/insights';
import { serve } from '../../platform/http/serve.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Forecasts } from '../forecast/public.ts';
import { projectorName } from './projector.ts';

const dayMs = 86_400_000;
const mostKept = 200;

type Place = { position: number; asOf: string };

/** How far ClickHouse is, and up to when that makes its figures complete. */
const placeOf = async (platform: Platform): Promise<Place> => {
  const { rows } = await platform.database.pool.query<{ position: string; at: Date | null; head: string }>(
    `SELECT c.position, s.seq AS head, (SELECT e.recorded_at FROM event_positions p JOIN event_log e ON e.id = p.event_id WHERE p.seq = c.position) AS at
     FROM sequencer_cursor s LEFT JOIN checkpoints c ON c.subscriber = $1 AND c.partition = 0 WHERE s.id = 1`,
    [projectorName],
  );
  const position = Number(rows[0]?.position ?? 0);
  const now = platform.clock.now();
  return {
    position,
    asOf: (position >= Number(rows[0]?.head ?? 0) ? now : (rows[0]?.at ?? new Date(0))).toISOString(),
  };
};

const createKept = () => {
  const kept = new Map<string, { position: number; answer: Promise<object> }>();
  return async <T extends object>(
    platform: Platform,
    question: string,
    ask: () => Promise<T>,
  ): Promise<T & { asOf: string }> => {
    const { position, asOf } = await placeOf(platform);
    const key = `${asOf.slice(0, 10)} ${question}`;
    let hit = kept.get(key);
    if (!hit || hit.position !== position) {
      if (kept.size >= mostKept) kept.clear();
      const answer = ask();
      answer.catch(() => kept.delete(key));
      hit = { position, answer };
      kept.set(key, hit);
    }
    return { ...((await hit.answer) as T), asOf };
  };
};

/** The routes over an analytics client. */
export const analyticsRoutes = (client: Analytics, forecasts: Forecasts) => {
  const answer = createKept();
  return [
    serve(api.performance, ({ platform, query }) => {
      const days = periodDays(query, platform.clock.now());
      return answer(platform, `performance ${JSON.stringify(query)}`, () =>
        deliveryPerformance(client, { ...query, ...days }),
      );
    }),
    serve(api.scorecards, ({ platform, query }) => {
      const scored = query.period || query.from || query.to ? query : { ...query, period: '90d' as const };
      const days = periodDays(scored, platform.clock.now());
      return answer(platform, `scorecards ${JSON.stringify(scored)}`, () =>
        carrierScorecards(client, { ...scored, ...days }),
      );
    }),
    serve(api.exceptionSummary, ({ platform, query }) => {
      const days = periodDays(query, platform.clock.now());
      return answer(platform, `exceptions ${JSON.stringify(query)}`, () =>
        exceptionSummary(client, { ...query, ...days }),
      );
    }),
    serve(etaApi.etaAccuracy, async ({ platform, query }) => {
      const since = new Date(platform.clock.now().getTime() - query.days * dayMs);
      const [{ asOf: _, levels, ...report }, standing] = await Promise.all([
        answer(platform, `eta ${JSON.stringify(query)}`, () => etaAccuracy(client, { since, carrier: query.carrier })),
        forecasts.standing(),
      ]);
      const told = levels.map((one) => ({ ...one, ...standing.levels[one.confidence] }));
      return { ...report, levels: told, model: standing.model };
    }),
  ];
};
