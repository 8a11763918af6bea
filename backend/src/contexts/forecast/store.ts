/** The only writer of shipment_etas, eta_models and eta_levels: what each stream's row is. */
import { nobodys } from '@gantry/shared/caller';
import { type EtaEvent, etaLevelDemoted, etaModelTrained, etaScored, etaUpdated } from '@gantry/shared/events/eta';
import type { Confidence } from '@gantry/shared/vocabulary/tracking-status';
import type { z } from 'zod';
import { fold } from '../../kernel/decider.ts';
import { rowStore } from '../../platform/write/row-store.ts';
import { stream } from '../../platform/write/stream.ts';
import { evolve, type Forecast } from './forecast.ts';

type Of<Name extends EtaEvent['name']> = Extract<EtaEvent, { name: Name }>;

type ForecastRow = Omit<Forecast, 'eta'> & {
  at: string;
  low: string;
  high: string;
  confidence: Confidence;
  cell: string;
  shipments: number;
};

/** The row of a shipment's stream is its newest estimate; the history is in the log. */
export const forecastRows = rowStore<Forecast, Of<'tracking.eta_updated' | 'tracking.eta_scored'>, ForecastRow>({
  table: 'shipment_etas',
  key: 'shipmentId',
  keyColumn: 'shipment_id',
  columns: {
    at: 'instant',
    low: 'instant',
    high: 'instant',
    confidence: 'text',
    cell: 'text',
    shipments: 'int',
    stage: 'text',
    cause: 'text',
    model: 'int',
    issued: 'int',
    issuedAt: 'instant',
    arrivedAt: 'instant',
  },
  row: ({ eta: { evidence, ...times }, ...rest }) => ({ ...rest, ...times, ...evidence }),
  state: ({ at, low, high, confidence, cell, shipments, ...rest }) => ({
    ...rest,
    eta: { at, low, high, confidence, evidence: { cell, shipments } },
  }),
});
export const forecastStream = stream('eta', [etaUpdated, etaScored], { evolve, store: forecastRows });

export type TrainedModel = z.output<typeof etaModelTrained.payload>;
type ModelRow = TrainedModel & { id: string };

/** The model itself lies beside its facts, gzipped. */
export const modelRows = rowStore<TrainedModel, Of<'tracking.eta_model_trained'>, ModelRow>({
  table: 'eta_models',
  key: 'id',
  columns: { model: 'int', shipments: 'int', asOf: 'instant' },
  row: (state) => ({ id: `eta_model_${state.model}`, ...state }),
  state: ({ id: _, ...state }) => state,
});
export const modelStream = stream('eta_model', [etaModelTrained], {
  evolve: fold<TrainedModel, Of<'tracking.eta_model_trained'>>({
    'tracking.eta_model_trained': { begin: (trained) => trained },
  }),
  store: modelRows,
  // It learns from every merchant's parcels.
  merchantOf: () => nobodys,
});

/** What a level of confidence is said as: itself, or a lower one while it is demoted. */
export type EtaLevel = z.output<typeof etaLevelDemoted.payload>;
type LevelRow = Pick<EtaLevel, 'held' | 'estimates' | 'model'> & { level: Confidence; saidAs: Confidence };

export const levelRows = rowStore<EtaLevel, Of<'tracking.eta_level_demoted'>, LevelRow>({
  table: 'eta_levels',
  key: 'level',
  keyColumn: 'level',
  columns: { saidAs: 'text', held: 'float', estimates: 'int', model: 'int' },
  row: ({ from, to, ...rest }) => ({ level: from, saidAs: to, ...rest }),
  state: ({ level, saidAs, ...rest }) => ({ from: level, to: saidAs, ...rest }),
});
export const levelStream = stream('eta_level', [etaLevelDemoted], {
  evolve: fold<EtaLevel, Of<'tracking.eta_level_demoted'>>({
    'tracking.eta_level_demoted': { begin: (level) => level },
  }),
  store: levelRows,
  merchantOf: () => nobodys,
});
