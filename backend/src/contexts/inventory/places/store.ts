/** The only writer of warehouses, their bins, and vendors. */
import { nobodys } from '@gantry/shared/caller';
import {
  type LocationEvent,
  locationEvents,
  type VendorEvent,
  vendorEvents,
  type WarehouseEvent,
  warehouseEvents,
} from '@gantry/shared/events/inventory/places';
import { rowStore } from '../../../platform/write/row-store.ts';
import { stream } from '../../../platform/write/stream.ts';
import { evolveLocation, type Location } from './location.ts';
import { evolveVendor, type Vendor } from './vendor.ts';
import { evolveWarehouse, type Warehouse } from './warehouse.ts';

export const warehouseRows = rowStore<Warehouse, WarehouseEvent>({
  table: 'warehouses',
  key: 'warehouse',
  columns: { content: 'value', state: 'text' },
});

export const warehouseStream = stream('warehouse', warehouseEvents, {
  evolve: evolveWarehouse,
  store: warehouseRows,
  merchantOf: () => nobodys,
});

export const locationRows = rowStore<Location, LocationEvent>({
  table: 'warehouse_locations',
  key: 'locationId',
  columns: { warehouse: 'text', bin: 'text', content: 'value' },
  fixed: ['warehouse', 'bin'],
});

export const locationStream = stream('location', locationEvents, {
  evolve: evolveLocation,
  store: locationRows,
  merchantOf: () => nobodys,
});

export const vendorRows = rowStore<Vendor, VendorEvent>({
  table: 'vendors',
  key: 'vendorId',
  columns: { merchant: 'text', vendor: 'text', content: 'value' },
  fixed: ['merchant', 'vendor'],
});

export const vendorStream = stream('vendor', vendorEvents, {
  evolve: evolveVendor,
  store: vendorRows,
  merchantOf: ({ merchant }) => merchant,
});
