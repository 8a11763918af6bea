/** What carriers themselves expected and since when: one row per time they said so, never rewritten. */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type { carrierEstimateChanged } from '@gantry/shared/events/tracking';
import { factTable, millis } from '../fact-table.ts';
import type { EntityFacts } from './entity-facts.ts';

export type CarrierEstimateRow = {
  eventId: string;
  shipmentId: string;
  receivedAt: number;
  expectedFrom: number | null;
  expectedUntil: number | null;
  expectedDay: string | null;
  version: number;
};

const table = factTable<CarrierEstimateRow>('carrier_estimate_facts', {
  eventId: 'plain',
  shipmentId: 'plain',
  receivedAt: 'instant',
  expectedFrom: 'instant',
  expectedUntil: 'instant',
  expectedDay: 'plain',
  version: 'plain',
});

type Changed = RecordedOf<typeof carrierEstimateChanged>;
const name: Changed['name'] = 'tracking.carrier_estimate_changed';

const said = ({ id, seq, receivedAt, payload }: Changed): CarrierEstimateRow => ({
  eventId: id,
  shipmentId: payload.shipmentId,
  receivedAt: millis(receivedAt),
  expectedFrom: millis(payload.from),
  expectedUntil: millis(payload.until),
  expectedDay: payload.day,
  version: seq,
});

export const carrierEstimateFacts: EntityFacts<CarrierEstimateRow> = {
  table,
  idColumn: 'event_id',
  createdBy: name,
  mostRemembered: 100,
  idOf: (event: RecordedEvent) => (event.name === name ? event.id : undefined),
  fold: (row, event) => row ?? said(event as Changed),
};
