/** The endpoints over ClickHouse. An answer is kept until its tables move, so it is never older than they are. */
import type { Analytics } from '@gantry/analytics/client';
import { periodDays, type Seen } from '@gantry/analytics/queries/filter';
import { type Question, questions } from '@gantry/analytics/queries/questions';
import * as etaApi from '@gantry/shared/api/eta';
import * as api from '@gantry/shared/api/insights';
import { type Caller, merchantFilter } from '@gantry/shared/caller';
import { createCache } from '../../platform/cache.ts';
import { serve } from '../../platform/http/serve.ts';
import type { Forecasts } from '../forecast/public.ts';
import type { Facts } from './facts/facts.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const mostKept = 50;

/** Answers a question about tables, with up to when they are complete, from what was answered at the same position before. */
const kept = <Asked extends Seen, Answer extends object>(
  client: Analytics,
  facts: Facts,
  { tables, ask }: Question<Asked, Answer>,
) => {
  const names = tables.map(({ name }) => name);
  // The position is part of the key, so the time limit only bounds what nobody asks for again.
  const answers = createCache<string, Answer>({
    ttlMs: dayMs,
    most: mostKept,
    load: async (key) => {
      const { question }: { question: Asked } = JSON.parse(key);
      try {
        return await ask(client, question);
      } catch (error) {
        await facts.suspect(names, error).catch(() => undefined);
        throw error;
      }
    },
  });
  return async (question: Asked): Promise<Answer & { asOf: string }> => {
    const { position, asOf } = await facts.position(names);
    return { ...(await answers.get(JSON.stringify({ position, day: asOf.slice(0, 10), question }))), asOf };
  };
};

/** Whose rows are counted for a caller. Part of the question, so also of what its answer is kept by. */
const seenBy = (caller: Caller): Seen => ({ merchants: merchantFilter(caller)?.sort() ?? null });

/** The instant some days before now, to the minute: what is asked again within one is the same question. */
const daysAgo = (days: number, now: Date): string =>
  new Date(Math.floor(now.getTime() / minuteMs) * minuteMs - days * dayMs).toISOString();

/** The routes over an analytics client. */
export const analyticsRoutes = (client: Analytics, facts: Facts, forecasts: Forecasts) => {
  const performance = kept(client, facts, questions.performance);
  const scorecards = kept(client, facts, questions.scorecards);
  const exceptions = kept(client, facts, questions.exceptions);
  const accuracy = kept(client, facts, questions.accuracy);
  return [
    serve(api.performance, ({ platform, query, caller }) =>
      performance({ ...query, ...periodDays(query, platform.clock.now()), ...seenBy(caller) }),
    ),
    serve(api.scorecards, ({ platform, query, caller }) => {
      const scored = query.period || query.from || query.to ? query : { ...query, period: '90d' as const };
      return scorecards({ ...scored, ...periodDays(scored, platform.clock.now()), ...seenBy(caller) });
    }),
    serve(api.exceptionSummary, ({ platform, query, caller }) =>
      exceptions({ ...query, ...periodDays(query, platform.clock.now()), ...seenBy(caller) }),
    ),
    serve(etaApi.etaAccuracy, async ({ platform, query, caller }) => {
      const since = daysAgo(query.days, platform.clock.now());
      const [{ levels, ...report }, standing] = await Promise.all([
        accuracy({ since, carrier: query.carrier, ...seenBy(caller) }),
        forecasts.standing(),
      ]);
      const judged = levels.map((one) => ({ ...one, ...standing.levels[one.confidence] }));
      return { ...report, levels: judged, model: standing.model };
    }),
  ];
};
