/** Our estimates of arrival against arrivals: a row per shipment that came, with every estimate judged. */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type { etaScored } from '@gantry/shared/events/eta';
import { factTable, millis } from '../fact-table.ts';
import type { EntityFacts } from './entity-facts.ts';

export type EtaRow = {
  shipmentId: string;
  carrier: string;
  lane: string;
  arrivedAt: number;
  issuedAt: string[];
  stages: string[];
  confidences: string[];
  errorHours: number[];
  held: boolean[];
  widthHours: number[];
  claimedConfidences: string[];
  claimedHeld: boolean[];
  version: number;
};

const table = factTable<EtaRow>('eta_facts', {
  shipmentId: 'plain',
  carrier: 'plain',
  lane: 'plain',
  arrivedAt: 'instant',
  issuedAt: 'plain',
  stages: 'plain',
  confidences: 'plain',
  errorHours: 'plain',
  held: 'plain',
  widthHours: 'plain',
  claimedConfidences: 'plain',
  claimedHeld: 'plain',
  version: 'plain',
});

type Scored = RecordedOf<typeof etaScored>;
const name: Scored['name'] = 'tracking.eta_scored';

/** As the engine reads and writes the instants of an array. */
const clickhouseInstant = (iso: string): string => new Date(iso).toISOString().replace('T', ' ').replace('Z', '');

const scored = ({ seq, payload }: Scored): EtaRow => {
  const { shipmentId, carrier, lane, scores } = payload;
  return {
    shipmentId,
    carrier,
    lane,
    arrivedAt: millis(payload.arrivedAt),
    issuedAt: scores.map((one) => clickhouseInstant(one.issuedAt)),
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

export const etaFacts: EntityFacts<EtaRow> = {
  table,
  idColumn: 'shipment_id',
  // Scored again, it is replaced whole: nobody needs the row before.
  createdBy: name,
  mostRemembered: 100,
  idOf: (event: RecordedEvent) => (event.name === name ? (event as Scored).payload.shipmentId : undefined),
  fold: (_row, event) => scored(event as Scored),
};
