/** A shipment's forecast: the newest estimate of its arrival, how many there have been, and whether they were scored. */
import { type Eta, type EtaEvent, eta, type etaUpdated } from '@gantry/shared/events/eta';
import type { z } from 'zod';
import { fold } from '../../kernel/decider.ts';

type Updated = z.output<typeof etaUpdated.payload>;

/** `issued`: how many estimates there have been. `arrivedAt`: by which arrival they were scored; null until then. */
export type Forecast = Pick<Updated, 'stage' | 'cause' | 'model'> & {
  shipmentId: string;
  eta: Eta;
  issued: number;
  issuedAt: string;
  arrivedAt: string | null;
};

export const evolve = fold<Forecast, Extract<EtaEvent, { name: 'tracking.eta_updated' | 'tracking.eta_scored' }>>({
  'tracking.eta_updated': {
    begin: (said, { occurredAt }, state) => ({
      shipmentId: said.shipmentId,
      eta: eta.parse(said),
      stage: said.stage,
      cause: said.cause,
      model: said.model,
      issued: (state?.issued ?? 0) + 1,
      issuedAt: occurredAt,
      arrivedAt: state?.arrivedAt ?? null,
    }),
  },
  'tracking.eta_scored': (state, { arrivedAt }) => ({ ...state, arrivedAt }),
});
