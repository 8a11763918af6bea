/** Scores of estimates as a tower would answer them: levels of which one was demoted, more lanes than a chart shows. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { etaAccuracy } from '@gantry/shared/api/eta';
import { trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';

const hour = 3_600_000;
const figures = (estimates: number, maeHours: number, held: number) => ({
  estimates,
  shipments: Math.ceil(estimates / 6),
  meanErrorHours: maeHours / 5,
  maeHours,
  held,
  meanWidthHours: maeHours * 3.1,
});
export const accuracy: ReplyOf<typeof etaAccuracy> = {
  asOf: new Date().toISOString(),
  overall: figures(8_412, 17.4, 0.796),
  levels: [
    { confidence: 'high', claim: 0.9, demotedTo: 'medium', ...figures(1_920, 9.2, 0.861) },
    { confidence: 'medium', claim: 0.8, demotedTo: null, ...figures(4_300, 17.1, 0.803) },
    { confidence: 'low', claim: 0.8, demotedTo: null, ...figures(2_192, 31.4, 0.812) },
  ],
  carriers: [
    { carrier: 'acme', ...figures(5_100, 16.2, 0.81) },
    { carrier: 'ups', ...figures(3_312, 19.3, 0.77) },
  ],
  lanes: Array.from({ length: 26 }, (_, n) => ({
    lane: `ES-28 to FR-${n + 10}`,
    ...figures(600 - n * 20, 10 + n, 0.7 + (n % 5) / 20),
  })),
  stages: trackingStatuses
    .slice(0, 8)
    .map((stage, n) => ({ stage, ...figures(900 - n * 60, 40 - n * 4, 0.78 + n / 100) })),
  weeks: Array.from({ length: 12 }, (_, n) => ({
    week: new Date(Date.UTC(2026, 7, 31) + n * 7 * 24 * hour).toISOString().slice(0, 10),
    ...figures(400 + n * 30, 20 - n / 2, 0.76 + (n % 4) / 50),
  })),
  model: { version: 12, trainedAt: new Date(Date.now() - 40 * hour).toISOString(), shipments: 91_220 },
};
