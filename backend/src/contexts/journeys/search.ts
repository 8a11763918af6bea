/** Shipments as staff look for them: by the beginning of any number, by status, carrier, channel or what is wrong. */

import type { QueryOf, ReplyOf } from '@gantry/shared/api/endpoint';
import type { searchShipments } from '@gantry/shared/api/shipments';
import { type Caller, merchantFilter } from '@gantry/shared/caller';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import type { ShipmentRow } from '../tracking/public.ts';
import type { JourneyNeeds } from './timeline/read-timelines.ts';

type Query = QueryOf<typeof searchShipments>;
type FoundPage = ReplyOf<typeof searchShipments>;
type FoundShipment = FoundPage['items'][number];

const withForecast = (row: ShipmentRow, eta: FoundShipment['eta']): FoundShipment => {
  const { onTime, ended, promisedDay: _, ...shown } = row;
  const expectedLate = eta !== null && row.promiseEndsAt !== null && eta.at >= row.promiseEndsAt;
  return { ...shown, label: statusFacts[row.status].label, eta, late: onTime === false || (!ended && expectedLate) };
};

/** A page of the shipments that a caller sees, newest first. Throws a Refusal on a cursor that is none. */
export const foundShipments = async (
  { tracking, forecasts }: Pick<JourneyNeeds, 'tracking' | 'forecasts'>,
  { cursor, limit, total, ...asked }: Query,
  caller: Caller,
): Promise<FoundPage> => {
  const after = readCursor(cursor);
  const query = { ...asked, merchants: merchantFilter(caller) };
  const late = query.flag === 'late' || query.flag === 'expected_late' ? await forecasts.late(query.merchants) : [];
  const rows = await tracking.find({ ...query, late, after, limit: limit + 1 });
  const etas = await forecasts.etas(rows.map(({ shipmentId }) => shipmentId));
  const page = pageFrom(rows, limit, {
    item: (row) => withForecast(row, etas.get(row.shipmentId) ?? null),
    cursor: ({ createdAt, shipmentId }) => cursorOf(createdAt, shipmentId),
  });
  return total === 'counted' ? { ...page, total: await tracking.count({ ...query, late }) } : page;
};
