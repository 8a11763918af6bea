/** What contexts later on the ladder may ask of the forecast. */
import type { Eta } from '@gantry/shared/events/eta';
import type { Platform } from '../../platform/platform.ts';
import { forecastStanding } from './accuracy.ts';
import { readArrivals, readEtas } from './stored-etas.ts';
import { lateShipments } from './watch.ts';

export type { AtRisk, RiskQuestion } from './watch.ts';

export type Forecasts = {
  /** The current estimates of shipments; those that have none are not in the answer. */
  etas(shipmentIds: readonly string[]): Promise<Map<string, Eta>>;
  /** When shipments are expected: the point of their current estimates, ISO 8601. */
  arrivals(shipmentIds: readonly string[]): Promise<Map<string, string>>;
  /** Live shipments of merchants (null: of all) that are expected after their promise. */
  late(merchants: readonly string[] | null): Promise<string[]>;
  /** The claims of the levels of confidence, what each is said as, and the model in force. */
  standing(): ReturnType<typeof forecastStanding>;
};

/** The door of the forecast. */
export const openForecasts = ({ database }: Platform): Forecasts => ({
  etas: (ids) => readEtas(database, ids),
  arrivals: (ids) => readArrivals(database, ids),
  late: (merchants) => lateShipments(database, merchants),
  standing: () => forecastStanding({ database }),
});
