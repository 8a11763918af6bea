/** A bin of a warehouse: state, fold, and what may happen to it. Pure. */
import { isDeepStrictEqual } from 'node:util';
import { type LocationEvent, type locationContent, locationSet } from '@gantry/shared/events/inventory/places';
import type { z } from 'zod';
import { fold } from '../../../kernel/decider.ts';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';

type Content = z.output<typeof locationContent>;
export type Location = { locationId: string; warehouse: string; bin: string; content: Content };

export type SaidLocation = Content & { warehouse: string; bin: string };

export const locationIdOf = ({ warehouse, bin }: Pick<SaidLocation, 'warehouse' | 'bin'>): string =>
  derivedId('loc', [warehouse, bin]);

export const evolveLocation = fold<Location, LocationEvent>({
  'inventory.location_set': {
    begin: ({ locationId, warehouse, bin, ...content }) => ({ locationId, warehouse, bin, content }),
  },
});

/** `exists`: there is such a warehouse. `occupancy`: units that lie in the bin, of whichever merchant. */
export type AroundLocation = { exists: boolean; occupancy: number };

/** Says where a bin is and what it holds. It cannot come to hold less than lies there. */
export const setLocation =
  (said: SaidLocation, { exists, occupancy }: AroundLocation) =>
  (state: Location | undefined): LocationEvent[] => {
    const { warehouse, bin, ...content } = said;
    if (state && isDeepStrictEqual(state.content, content)) return [];
    if (!exists)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
        { path: 'warehouse', message: 'is no warehouse' },
      ]);
    const { capacity } = content;
    if (capacity !== null && capacity < occupancy && capacity !== state?.content.capacity)
      throw new Refusal('conflict', 'over_capacity', `${occupancy} units lie in ${bin}`, [
        { path: 'capacity', message: `less than the ${occupancy} units that lie there` },
      ]);
    return [locationSet({ locationId: locationIdOf(said), warehouse, bin, ...content })];
  };
