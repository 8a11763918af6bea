/** The parcels of the wall's map: where each was last seen, where it goes, when it is expected. */
import type { WallParcel } from '@gantry/shared/api/wall';
import type { Forecasts } from '../forecast/public.ts';
import type { Parcel, Tracking } from '../tracking/public.ts';
import type { OwnedParcel } from './wall-audiences.ts';
import type { WallParcelSource } from './wall-room.ts';

/** The map shows at most this many; the newest are kept. */
export const mostParcels = 10_000;

const mapped = (parcel: Parcel, arriving: string | undefined, seq: number): WallParcel[] => {
  const { shipmentId: id, status, carrier, since, at, to, ended: gone } = parcel;
  // Nobody knows where it is, or where it goes: no map can show it.
  if (at === null || to === null) return [];
  return [{ id, seq, status, carrier, at, since, to, arriving: arriving ?? null, gone }];
};

/** The parcels of the wall: where tracking saw them, when the forecast expects them. */
export const wallParcels = (tracking: Tracking, forecasts: Forecasts): WallParcelSource => {
  const arrivalsOf = (parcels: readonly Parcel[]): Promise<Map<string, string>> =>
    forecasts.arrivals(parcels.map(({ shipmentId }) => shipmentId));
  return {
    live: async (seq, merchants) => {
      const parcels = await tracking.liveParcels(mostParcels, merchants);
      const arrivals = await arrivalsOf(parcels);
      return parcels.flatMap((parcel) => mapped(parcel, arrivals.get(parcel.shipmentId), seq));
    },
    of: async (ids, seq) => {
      const parcels = await tracking.parcelsOf(ids);
      const arrivals = await arrivalsOf(parcels);
      return parcels.flatMap((parcel) =>
        mapped(parcel, arrivals.get(parcel.shipmentId), seq).map(
          (shown): OwnedParcel => ({ ...shown, merchant: parcel.merchant }),
        ),
      );
    },
  };
};
