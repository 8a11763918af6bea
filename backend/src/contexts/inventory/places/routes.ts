/** The endpoints of places: warehouses, their bins, vendors. */
import * as api from '@gantry/shared/api/inventory/places';
import { merchantFilter } from '@gantry/shared/caller';
import type { Gazetteer } from '../../../platform/gazetteer.ts';
import { merchantToActFor } from '../../../platform/http/admission.ts';
import { cursorOf, pageFrom, readCursor } from '../../../platform/http/cursor.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import { close, saveLocation, saveVendor, saveWarehouse } from './commands.ts';
import { locationIdOf } from './location.ts';
import { listBins, listVendors, listWarehouses, readOccupancy, readUnits } from './queries.ts';
import { vendorIdOf } from './vendor.ts';
import { type ZoneAt, zonesOf } from './warehouse.ts';

const warehouseRoutes = (zoneAt: ZoneAt): Route[] => [
  serve(api.saveWarehouse, async ({ platform, body, thread }) => {
    const reply = await saveWarehouse(platform, zoneAt, { said: body, thread: thread(body.warehouse) });
    return { status: reply.outcome === 'added' ? 201 : 200, reply };
  }),
  serve(api.listWarehouses, async ({ platform: { database }, caller }) => {
    const [found, units] = await Promise.all([listWarehouses(database), readUnits(database, merchantFilter(caller))]);
    return {
      items: found.map(({ content, ...named }) => ({ ...content, ...named, units: units.get(named.warehouse) ?? 0 })),
    };
  }),
  serve(api.closeWarehouse, ({ platform, params: { warehouse }, thread }) =>
    close(platform, warehouse, thread(warehouse)),
  ),
];

const locationRoutes: Route[] = [
  serve(api.saveLocation, async ({ platform, body, thread }) => {
    const reply = await saveLocation(platform, { said: body, thread: thread(locationIdOf(body)) });
    return { status: reply.outcome === 'added' ? 201 : 200, reply };
  }),
  serve(api.listLocations, async ({ platform: { database }, caller, query: { limit, cursor, ...asked } }) => {
    const [warehouse = null, bin = null] = readCursor(cursor, 'text') ?? [];
    const found = await listBins(database, { after: [warehouse, bin], most: limit + 1 }, asked);
    const units = await readOccupancy(database, found, merchantFilter(caller));
    return pageFrom(found, limit, {
      item: ({ content, ...named }) => ({ ...content, ...named, occupancy: units.get(named.locationId) ?? 0 }),
      cursor: (last) => cursorOf(last.warehouse, last.bin),
    });
  }),
];

const vendorRoutes: Route[] = [
  serve(api.saveVendor, async ({ platform, caller, body, thread }) => {
    const merchant = merchantToActFor(caller);
    const said = { merchant, said: body, thread: thread(vendorIdOf(merchant, body.vendor)) };
    const reply = await saveVendor(platform, said);
    return { status: reply.outcome === 'added' ? 201 : 200, reply };
  }),
  serve(api.listVendors, async ({ platform: { database }, caller }) => {
    const found = await listVendors(database, merchantFilter(caller));
    return { items: found.map(({ content, ...named }) => ({ ...content, ...named })) };
  }),
];

export const placeRoutes = (gazetteer: Gazetteer): Route[] => [
  ...warehouseRoutes(zonesOf(gazetteer)),
  ...locationRoutes,
  ...vendorRoutes,
];
