/**
 * What a parcel is when it sets out, beside what shipment_facts has and as far as an estimate of its arrival may ask: ends of
 * the road and size. No street and no name.
 */
import type { RecordedOf } from '@gantry/shared/events/define';
import { shipmentCreated } from '@gantry/shared/events/shipping';
import type { Address } from '@gantry/shared/values/address';
import { coarseDegrees, postalArea } from '@gantry/shared/values/personal';
import type { Columns, RowOf } from '../columns.ts';
import { entityTable } from '../entity-table.ts';

const columns = {
  shipmentId: { type: 'String', about: 'Id of the shipment, shp_...' },
  legs: { type: 'UInt32', about: 'Legs of its journey as planned' },
  originPostalCode: {
    type: 'Nullable(String)',
    about: 'First three characters of the postal code it leaves',
  },
  originLatitude: {
    type: 'Nullable(Float64)',
    about: 'Latitude it leaves, rounded to two decimals (about a kilometre)',
  },
  originLongitude: { type: 'Nullable(Float64)', about: 'Longitude it leaves, rounded alike' },
  destinationPostalCode: { type: 'Nullable(String)', about: 'First three characters of the postal code it goes to' },
  destinationLatitude: { type: 'Nullable(Float64)', about: 'Latitude it goes to, rounded alike' },
  destinationLongitude: { type: 'Nullable(Float64)', about: 'Longitude it goes to, rounded alike' },
  volumeCm3: {
    type: 'Nullable(Float64)',
    about: 'Volume of all packages in cubic centimetres; null unless every package has dimensions',
  },
  version: { type: 'UInt64', about: 'Log position of the event that created the shipment' },
} as const satisfies Columns;

type ParcelRow = RowOf<typeof columns>;
type Created = RecordedOf<typeof shipmentCreated>;

/** An end of the road, coarse enough to be nobody's door: coordinates to two decimals, the area of the postal code. Of a coarse end the same again. */
export const coarseEnd = ({
  postalCode,
  latitude,
  longitude,
}: Pick<Address, 'postalCode' | 'latitude' | 'longitude'>) => {
  const rounded = (degrees: number | undefined): number | null =>
    degrees === undefined || latitude === undefined || longitude === undefined ? null : coarseDegrees(degrees);
  return {
    postalCode: postalCode === undefined ? null : postalArea(postalCode),
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

export const parcelFacts = entityTable({
  name: 'parcel_facts',
  about: 'Every parcel as it set out. Read with FINAL: a row may stand here twice until its parts merge',
  revision: 2,
  columns,
  key: 'shipmentId',
  orderBy: ['shipmentId'],
  shardBy: 'shipmentId',
  mostRemembered: 100,
  rules: ({ begins }) => [begins(shipmentCreated, created)],
});
