/** The endpoints over ClickHouse. An answer is kept until its tables move, so it is never older than they are. */
import type { Analytics } from '@gantry/analytics/client';
import type { FactTable } from '@gantry/analytics/fact-table';
import { etaFacts } from '@gantry/analytics/facts/eta-facts';
import { exceptionFacts } from '@gantry/analytics/facts/exception-facts';
import { shipmentFacts } from '@gantry/analytics/facts/shipment-facts';
import { carrierScorecards } from '@gantry/analytics/queries/carrier-scorecard';
import { deliveryPerformance } from '@gantry/analytics/queries/delivery-performance';
import { etaAccuracy } from '@gantry/analytics/queries/eta-accuracy';
import { exceptionSummary } from '@gantry/analytics/queries/exception-summary';
import { periodDays } from '@gantry/analytics/queries/filter';
import * as etaApi from '@gantry/shared/api/eta';
import * as api from '@gantry/shared/api/insights';
import { createCache } from '../../platform/cache.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Forecasts } from '../forecast/public.ts';
import type { Facts } from './facts/facts.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const mostKept = 50;

/** Answers a question about tables, with up to when they are complete, from what was answered at the same position before. */
const kept = <Question, Answer extends object>(
  facts: Facts,
  tables: readonly FactTable[],
  ask: (question: Question) => Promise<Answer>,
) => {
  const names = tables.map(({ name }) => name);
  // The position is part of the key, so the time limit only bounds what nobody asks for again.
  const answers = createCache<string, Answer>({
    ttlMs: dayMs,
    most: mostKept,
    load: async (key) => {
      const asked: { question: Question } = JSON.parse(key);
      try {
        return await ask(asked.question);
      } catch (error) {
        await facts.suspect(names, error).catch(() => undefined);
        throw error;
      }
    },
  });
  return async (question: Question): Promise<Answer & { asOf: string }> => {
    const { position, asOf } = await facts.position(names);
    return { ...(await answers.get(JSON.stringify({ position, day: asOf.slice(0, 10), question }))), asOf };
  };
};

/** The instant some days before now, to the minute: what is asked again within one is the same question. */
const daysAgo = (days: number, now: Date): string =>
  new Date(Math.floor(now.getTime() / minuteMs) * minuteMs - days * dayMs).toISOString();

/** The routes over an analytics client. */
export const analyticsRoutes = (client: Analytics, facts: Facts, forecasts: Forecasts) => {
  type Filter<Ask extends (client: Analytics, question: never) => unknown> = Parameters<Ask>[1];
  const shipments = [shipmentFacts, exceptionFacts];
  const performance = kept(facts, shipments, (question: Filter<typeof deliveryPerformance>) =>
    deliveryPerformance(client, question),
  );
  const scorecards = kept(facts, shipments, (question: Filter<typeof carrierScorecards>) =>
    carrierScorecards(client, question),
  );
  const exceptions = kept(facts, shipments, (question: Filter<typeof exceptionSummary>) =>
    exceptionSummary(client, question),
  );
  const accuracy = kept(facts, [etaFacts], ({ since, carrier }: { since: string; carrier?: string | undefined }) =>
    etaAccuracy(client, { since: new Date(since), carrier }),
  );
  return [
    serve(api.performance, ({ platform, query }) =>
      performance({ ...query, ...periodDays(query, platform.clock.now()) }),
    ),
    serve(api.scorecards, ({ platform, query }) => {
      const scored = query.period || query.from || query.to ? query : { ...query, period: '90d' as const };
      return scorecards({ ...scored, ...periodDays(scored, platform.clock.now()) });
    }),
    serve(api.exceptionSummary, ({ platform, query }) =>
      exceptions({ ...query, ...periodDays(query, platform.clock.now()) }),
    ),
    serve(etaApi.etaAccuracy, async ({ platform, query }) => {
      const since = daysAgo(query.days, platform.clock.now());
      const [{ levels, ...report }, standing] = await Promise.all([
        accuracy({ since, carrier: query.carrier }),
        forecasts.standing(),
      ]);
      const judged = levels.map((one) => ({ ...one, ...standing.levels[one.confidence] }));
      return { ...report, levels: judged, model: standing.model };
    }),
  ];
};
