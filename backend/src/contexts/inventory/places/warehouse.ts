/** A warehouse, which is the operator's and serves every merchant: state, fold, and what may happen to it. Pure. */
import { isDeepStrictEqual } from 'node:util';
import {
  type WarehouseContent,
  type WarehouseEvent,
  warehouseClosed,
  warehouseSet,
} from '@gantry/shared/events/inventory/places';
import { timeZoneOf } from '@gantry/shared/values/time-zone';
import { fold } from '../../../kernel/decider.ts';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { pointOfAddress } from '../../../platform/gazetteer/address-point.ts';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import { hoursFaults } from './hours.ts';

export type Warehouse = { warehouse: string; state: 'open' | 'closed'; content: WarehouseContent };

/** `timeZone` may be left out where its address says which it is. */
export type SaidWarehouse = Omit<WarehouseContent, 'timeZone'> & { warehouse: string; timeZone?: string | undefined };

export const evolveWarehouse = fold<Warehouse, WarehouseEvent>({
  'inventory.warehouse_set': {
    begin: ({ warehouse, ...content }) => ({ warehouse, state: 'open', content }),
  },
  'inventory.warehouse_closed': (warehouse) => ({ ...warehouse, state: 'closed' }),
});

/** The time zone of where an address lies, as far as that is known. */
export type ZoneAt = (address: WarehouseContent['address']) => string | undefined;

/** By the gazetteer: of the coordinates, else of the postal code or town. */
export const zonesOf =
  (gazetteer: Gazetteer): ZoneAt =>
  (address) => {
    const point = pointOfAddress(gazetteer, address);
    return point && gazetteer.timeZoneAt(point.latitude, point.longitude);
  };

/**
 * Says what a warehouse is. Its time zone is that of its country and state where these keep one clock, else of where it lies;
 * where neither says it, it is asked for. The same words change nothing; one that was closed is open again.
 */
export const setWarehouse =
  ({ warehouse, timeZone, ...said }: SaidWarehouse, zoneAt: ZoneAt) =>
  (state: Warehouse | undefined): WarehouseEvent[] => {
    const { address } = said;
    const zone = timeZone ?? timeZoneOf(address.country, address.state) ?? zoneAt(address);
    const faults: FieldError[] = hoursFaults(said);
    if (zone === undefined)
      faults.push({ path: 'timeZone', message: 'is needed: its address does not say which clock it keeps' });
    if (faults.length > 0 || zone === undefined)
      throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    const content = { ...said, timeZone: zone };
    if (state?.state === 'open' && isDeepStrictEqual(state.content, content)) return [];
    return [warehouseSet({ warehouse, ...content })];
  };

/** Closes a warehouse: nothing more is promised from it. What lies or is promised there stays as it is. */
export const closeWarehouse = (state: Warehouse | undefined): WarehouseEvent[] => {
  if (!state) throw new Refusal('missing', 'no_such_warehouse', 'There is no such warehouse');
  return state.state === 'closed' ? [] : [warehouseClosed({ warehouse: state.warehouse })];
};
