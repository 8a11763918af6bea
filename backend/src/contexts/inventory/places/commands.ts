/** The commands of places: saying what they are, closing a warehouse. */
import type { Thread } from '../../../platform/log/event-log.ts';
import type { Platform } from '../../../platform/platform.ts';
import { execute, hold } from '../../../platform/write/transact.ts';
import { type Saying, say } from '../saying.ts';
import { locationIdOf, type SaidLocation, setLocation } from './location.ts';
import { readOccupancy } from './queries.ts';
import { locationStream, vendorStream, warehouseRows, warehouseStream } from './store.ts';
import { type SaidVendor, setVendor, vendorIdOf } from './vendor.ts';
import { closeWarehouse, type SaidWarehouse, setWarehouse, type ZoneAt } from './warehouse.ts';

type SayingOfOperator<Said> = Omit<Saying<Said>, 'merchant'>;

export const saveWarehouse = async (
  platform: Platform,
  zoneAt: ZoneAt,
  { said, thread }: SayingOfOperator<SaidWarehouse>,
) => {
  const { warehouse } = said;
  const { outcome } = await say(platform, {
    stream: warehouseStream,
    id: warehouse,
    holding: hold(warehouseStream, [warehouse]),
    command: async () => ({ thread, decide: setWarehouse(said, zoneAt) }),
  });
  return { outcome, warehouse };
};

export const close = async (platform: Platform, warehouse: string, thread: Thread) => {
  const { facts } = await execute(platform, warehouseStream, { id: warehouse, thread, decide: closeWarehouse });
  return { warehouse, outcome: facts.length > 0 ? ('closed' as const) : ('unchanged' as const) };
};

export const saveLocation = async (platform: Platform, { said, thread }: SayingOfOperator<SaidLocation>) => {
  const locationId = locationIdOf(said);
  const { outcome } = await say(platform, {
    stream: locationStream,
    id: locationId,
    holding: hold(locationStream, [locationId]),
    command: async (tx) => ({
      thread,
      decide: setLocation(said, {
        exists: (await warehouseRows.byIds(tx, [said.warehouse])).has(said.warehouse),
        occupancy: (await readOccupancy(tx, [said], null)).get(locationId) ?? 0,
      }),
    }),
  });
  return { outcome, locationId };
};

export const saveVendor = async (platform: Platform, { merchant, said, thread }: Saying<SaidVendor>) => {
  const vendorId = vendorIdOf(merchant, said.vendor);
  const { outcome } = await say(platform, {
    stream: vendorStream,
    id: vendorId,
    holding: hold(vendorStream, [vendorId]),
    command: async () => ({ thread, decide: setVendor(merchant, said) }),
  });
  return { outcome, vendorId };
};
