/**
 * The questions about fact tables that callers may ask, each with the tables it reads. One that is not named here is asked by
 * nobody but the tower itself; whose rows one counts is part of it, and a test asks them all as a merchant.
 */
import type { Analytics } from '../client.ts';
import type { FactTable } from '../fact-table.ts';
import { etaFacts } from '../facts/eta-facts.ts';
import { exceptionFacts } from '../facts/exception-facts.ts';
import { shipmentFacts } from '../facts/shipment-facts.ts';
import { carrierScorecards } from './carrier-scorecard.ts';
import { deliveryPerformance } from './delivery-performance.ts';
import { etaAccuracy } from './eta-accuracy.ts';
import { exceptionSummary } from './exception-summary.ts';
import type { Seen } from './filter.ts';

/** A question, asked of a client. */
export type Question<Asked extends Seen, Answer extends object> = {
  tables: readonly FactTable[];
  ask(client: Analytics, asked: Asked): Promise<Answer>;
};

const question = <Asked extends Seen, Answer extends object>(
  tables: readonly FactTable[],
  ask: (client: Analytics, asked: Asked) => Promise<Answer>,
): Question<Asked, Answer> => ({ tables, ask });

export const questions = {
  performance: question([shipmentFacts, exceptionFacts], deliveryPerformance),
  scorecards: question([shipmentFacts, exceptionFacts], carrierScorecards),
  exceptions: question([shipmentFacts, exceptionFacts], exceptionSummary),
  accuracy: question([etaFacts], etaAccuracy),
};
