/** What of tracking is counted for /metrics: codes nobody mapped, summaries at odds with their scans, polls. */
import { Counter } from 'prom-client';
import { registry } from '../../platform/metrics.ts';

const registers = [registry];
export const unmappedCodes = new Counter({
  name: 'gantry_unmapped_codes_total',
  help: 'Scans whose code no status map knows',
  labelNames: ['connection'],
  registers,
});

export const summaryConflicts = new Counter({
  name: 'gantry_summary_conflicts_total',
  help: 'Messages whose summary says a journey has ended otherwise than its scans do',
  labelNames: ['connection'],
  registers,
});

export const pollsMade = new Counter({
  name: 'gantry_polls_total',
  help: 'Batches of parcels asked of a carrier',
  labelNames: ['connection', 'outcome'],
  registers,
});
