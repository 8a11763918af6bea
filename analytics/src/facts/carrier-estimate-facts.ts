/**
 * What carriers themselves expected and since when: one row per time they said so, as it stood then, so that nothing learnt
 * from history knows a later date than the parcel's own time did.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import { carrierEstimateChanged } from '@gantry/shared/events/tracking';
import { appendTable } from '../append-table.ts';
import { type Columns, millis, type RowOf } from '../columns.ts';
import { on } from '../event-rules.ts';

const columns = {
  eventId: { type: 'String', about: 'Id of the event in the log' },
  shipmentId: { type: 'String', about: 'Shipment it is about' },
  receivedAt: { type: "DateTime64(3, 'UTC')", about: 'When the carrier told us' },
  expectedFrom: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'Begin of the window it named; null when it named none',
  },
  expectedUntil: {
    type: "Nullable(DateTime64(3, 'UTC'))",
    about: 'End of the window it named; null when it named none',
  },
  expectedDay: { type: 'Nullable(Date32)', about: 'Day at the destination, where only a day was said' },
  version: { type: 'UInt64', about: 'Log position of the event' },
} as const satisfies Columns;

type CarrierEstimateRow = RowOf<typeof columns>;

const estimate = ({ id, seq, receivedAt, payload }: RecordedOf<typeof carrierEstimateChanged>): CarrierEstimateRow => ({
  eventId: id,
  shipmentId: payload.shipmentId,
  receivedAt: millis(receivedAt),
  expectedFrom: millis(payload.from),
  expectedUntil: millis(payload.until),
  expectedDay: payload.day,
  version: seq,
});

export const carrierEstimateFacts = appendTable({
  name: 'carrier_estimate_facts',
  about: "Every change of a carrier's own estimate. Read with FINAL: a row may stand here twice until its parts merge",
  revision: 2,
  columns,
  orderBy: ['shipmentId', 'eventId'],
  shardBy: 'shipmentId',
  position: 'version',
  rows: [on(carrierEstimateChanged, (event) => [estimate(event)])],
});
