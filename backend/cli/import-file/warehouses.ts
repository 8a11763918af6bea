/** Warehouses in a file: one row a warehouse. Shifts and pickups are lists in a cell. */
import { saveWarehouse } from '@gantry/shared/api/inventory/places';
import type { z } from 'zod';
import { list, number, said } from './cells.ts';
import { type Column, type Kind, type NumberedRow, savedOutcomes } from './kind.ts';

type WarehouseInput = z.input<typeof saveWarehouse.body>;

const columns: readonly Column[] = [
  { name: 'warehouse', required: true, example: 'mad', about: 'Short name in small letters' },
  { name: 'name', required: true, example: 'Madrid Vicálvaro', about: 'Name of the warehouse' },
  { name: 'company', example: 'Almacenes Gantry', about: 'Company, as on labels' },
  { name: 'line1', example: 'Calle del Muelle 5', about: 'Street and number' },
  { name: 'line2', example: '', about: 'Floor, door, hints' },
  { name: 'city', required: true, example: 'Madrid', about: 'City' },
  { name: 'state', example: 'MD', about: 'State or region code' },
  { name: 'postal_code', example: '28052', about: 'Postal code' },
  { name: 'country', required: true, example: 'ES', about: 'ISO 3166-1 alpha-2' },
  { name: 'latitude', example: '40.4042', about: 'Degrees; only together with the longitude' },
  { name: 'longitude', example: '-3.5981', about: 'Degrees' },
  { name: 'time_zone', example: '', about: 'IANA zone; that of the address when empty, where it says which' },
  {
    name: 'shifts',
    example: '1-5 06:00-14:00|1-5 14:00-22:00',
    about: 'Days and hours joined by |; 1 is Monday; days as 1-5 or 1,3,5',
  },
  {
    name: 'cutoffs',
    example: '1-5 16:30 dhl|1-6 18:00',
    about: 'Pickups joined by |: days, time, and the carrier, of any where none is named',
  },
];

/** Days of the week as a cell has them: 1-5 or 1,3,5. */
const daysOf = (text: string): (number | string)[] =>
  text.split(',').flatMap((part) => {
    const [, first, last] = /^([1-7])-([1-7])$/.exec(part) ?? [];
    if (first === undefined) return [number(part) ?? part];
    const count = Number(last) - Number(first) + 1;
    return count > 0 ? Array.from({ length: count }, (_, i) => Number(first) + i) : [part];
  });

const shiftOf = (text: string) => {
  const [days = '', hours = '', ...more] = text.split(/\s+/);
  const [from = '', to = ''] = hours.split('-');
  return more.length > 0 ? text : { days: daysOf(days), from, to };
};

const cutoffOf = (text: string) => {
  const [days = '', at = '', carrier, ...more] = text.split(/\s+/);
  return more.length > 0 ? text : { days: daysOf(days), at, ...(carrier === undefined ? {} : { carrier }) };
};

const warehouseOf = ([row]: readonly NumberedRow[]): unknown => {
  const cells = row?.cells ?? {};
  const lines = [cells.line1, cells.line2].filter(Boolean);
  return said({
    warehouse: cells.warehouse,
    name: cells.name,
    address:
      said({
        company: cells.company,
        lines: lines.length > 0 ? lines : undefined,
        city: cells.city,
        state: cells.state,
        postalCode: cells.postal_code,
        country: cells.country,
        latitude: number(cells.latitude),
        longitude: number(cells.longitude),
      }) ?? {},
    timeZone: cells.time_zone,
    shifts: list(cells.shifts)?.map(shiftOf),
    cutoffs: list(cells.cutoffs)?.map(cutoffOf),
  });
};

export const warehouses: Kind<WarehouseInput> = {
  one: 'warehouse',
  many: 'warehouses',
  columns,
  furtherRows: [],
  schema: saveWarehouse.body,
  heeds: [],
  of: warehouseOf,
  nameOf: ({ warehouse }) => ({ path: 'warehouse', name: warehouse }),
  send: async (tower, body) => ({ outcome: (await tower.call(saveWarehouse, { body })).reply.outcome }),
  outcomes: savedOutcomes,
};
