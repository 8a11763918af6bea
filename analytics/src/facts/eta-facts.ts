/**
 * Our estimates of arrival against arrivals: a row per shipment that came, with every estimate judged. The arrays are
 * parallel, one element per estimate; ARRAY JOIN makes rows of them.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import { etaScored } from '@gantry/shared/events/eta';
import { type Columns, millis, type RowOf } from '../columns.ts';
import { entityTable } from '../entity-table.ts';

const columns = {
  shipmentId: { type: 'String', about: 'Shipment that arrived' },
  carrier: { type: 'LowCardinality(String)', about: 'Carrier of the first leg' },
  lane: { type: 'LowCardinality(String)', about: 'Origin and destination region, e.g. BR-SP>BR-RJ' },
  arrivedAt: { type: "DateTime64(3, 'UTC')", about: 'When it was delivered' },
  issuedAt: { type: "Array(DateTime64(3, 'UTC'))", about: 'When each estimate was issued' },
  stages: { type: 'Array(LowCardinality(String))', about: 'Unified status it was issued at' },
  confidences: { type: 'Array(LowCardinality(String))', about: 'high, medium or low' },
  errorHours: {
    type: 'Array(Float64)',
    about: 'Arrival minus estimate in hours: positive when it came later than said',
  },
  held: { type: 'Array(Bool)', about: 'Whether it arrived within the interval' },
  widthHours: { type: 'Array(Float64)', about: 'Width of the interval in hours' },
  claimedConfidences: { type: 'Array(LowCardinality(String))', about: 'The level before any demotion' },
  claimedHeld: { type: 'Array(Bool)', about: 'Whether it arrived within the interval of that level' },
  version: { type: 'UInt64', about: 'Log position of the event that scored it; the highest wins' },
} as const satisfies Columns;

export type EtaRow = RowOf<typeof columns>;

const scored = ({ seq, payload }: RecordedOf<typeof etaScored>): EtaRow => {
  const { shipmentId, carrier, lane, scores } = payload;
  return {
    shipmentId,
    carrier,
    lane,
    arrivedAt: millis(payload.arrivedAt),
    issuedAt: scores.map((one) => millis(one.issuedAt)),
    stages: scores.map((one) => one.stage),
    confidences: scores.map((one) => one.confidence),
    errorHours: scores.map((one) => one.errorHours),
    held: scores.map((one) => one.held),
    widthHours: scores.map((one) => one.widthHours),
    claimedConfidences: scores.map((one) => one.undemoted?.confidence ?? one.confidence),
    claimedHeld: scores.map((one) => one.undemoted?.held ?? one.held),
    version: seq,
  };
};

export const etaFacts = entityTable({
  name: 'eta_facts',
  about:
    'Estimates of arrival against arrivals. Read with FINAL: a shipment scored again stands here twice until parts merge',
  revision: 2,
  columns,
  key: 'shipmentId',
  orderBy: ['shipmentId'],
  shardBy: 'shipmentId',
  mostRemembered: 100,
  rules: ({ replaces }) => [replaces(etaScored, scored)],
});
