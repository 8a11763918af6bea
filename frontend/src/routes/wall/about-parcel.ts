/** Who carries a parcel and where, in one line, as people call them. */
import { placeName } from '#lib/format.ts';
import type { WallState } from '#lib/live/wall-state.svelte.ts';

export const aboutParcel = ({ tiles }: Pick<WallState, 'tiles'>, carrier: string, place: string): string => {
  const label = tiles?.carriers.data.find((one) => one.carrier === carrier)?.label ?? carrier;
  // "BILBAO, ES": a country stays as it is.
  return [label, ...place.split(', ').map((part) => placeName(part))].filter(Boolean).join(', ');
};
