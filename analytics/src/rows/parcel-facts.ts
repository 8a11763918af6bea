/** What a parcel is when it sets out, as far as an estimate of its arrival may ask: ends of the road and size. */
import type { RecordedEvent, RecordedOf } from '@gantry/shared/events/define';
import type * as shipping from '@gantry/shared/events/shipping';
import type { Address } from '@gantry/shared/values/address';
import { factTable } from '../fact-table.ts';
import type { EntityFacts } from './entity-facts.ts';

export type ParcelRow = {
  shipmentId: string;
  legs: number;
  originPostalCode: string | null;
  originLatitude: number | null;
  originLongitude: number | null;
  destinationPostalCode: string | null;
  destinationLatitude: number | null;
  destinationLongitude: number | null;
  volumeCm3: number | null;
  version: number;
};

const table = factTable<ParcelRow>('parcel_facts', {
  shipmentId: 'plain',
  legs: 'plain',
  originPostalCode: 'plain',
  originLatitude: 'plain',
  originLongitude: 'plain',
  destinationPostalCode: 'plain',
  destinationLatitude: 'plain',
  destinationLongitude: 'plain',
  volumeCm3: 'plain',
  version: 'plain',
});

type Created = RecordedOf<typeof shipping.shipmentCreated>;

/** An end of the road, coarse enough to be nobody's door: coordinates to two decimals, three characters of the postal code. */
export const coarseEnd = ({
  postalCode,
  latitude,
  longitude,
}: Pick<Address, 'postalCode' | 'latitude' | 'longitude'>) => {
  const rounded = (degrees: number | undefined): number | null =>
    degrees === undefined || latitude === undefined || longitude === undefined ? null : Math.round(degrees * 100) / 100;
  return {
    postalCode: postalCode?.slice(0, 3) ?? null,
    latitude: rounded(latitude),
    longitude: rounded(longitude),
  };
};

/** Cubic centimetres of all packages; null unless every one has dimensions. */
export const volumeOf = (packages: Created['payload']['packages']): number | null => {
  let sum = 0;
  for (const { dimensionsMm } of packages) {
    if (dimensionsMm === undefined) return null;
    sum += (dimensionsMm.length * dimensionsMm.width * dimensionsMm.height) / 1_000;
  }
  return sum;
};

const created = ({ seq, payload }: Created): ParcelRow => {
  const [from, to] = [coarseEnd(payload.origin), coarseEnd(payload.destination)];
  return {
    shipmentId: payload.shipmentId,
    legs: payload.legs.length,
    originPostalCode: from.postalCode,
    originLatitude: from.latitude,
    originLongitude: from.longitude,
    destinationPostalCode: to.postalCode,
    destinationLatitude: to.latitude,
    destinationLongitude: to.longitude,
    volumeCm3: volumeOf(payload.packages),
    version: seq,
  };
};

export const parcelFacts: EntityFacts<ParcelRow> = {
  table,
  idColumn: 'shipment_id',
  createdBy: 'shipping.shipment_created',
  mostRemembered: 100,
  idOf: (event: RecordedEvent) =>
    event.name === 'shipping.shipment_created' ? (event as Created).payload.shipmentId : undefined,
  fold: (row, event) => row ?? created(event as Created),
};
