/** Bins of warehouses in a file: one row a bin. */
import { saveLocation } from '@gantry/shared/api/inventory/places';
import type { z } from 'zod';
import { number, said } from './cells.ts';
import { type Column, type Kind, savedOutcomes } from './kind.ts';

type LocationInput = z.input<typeof saveLocation.body>;

const columns: readonly Column[] = [
  { name: 'warehouse', required: true, example: 'mad', about: 'Short name of the warehouse' },
  { name: 'bin', required: true, example: 'A-01-3', about: 'The code that is printed on the bin' },
  { name: 'zone', example: 'A', about: 'Zone' },
  { name: 'aisle', example: '01', about: 'Aisle' },
  { name: 'shelf', example: '3', about: 'Shelf' },
  { name: 'capacity', example: '200', about: 'Units that it holds; no limit when empty' },
];

export const locations: Kind<LocationInput> = {
  one: 'location',
  many: 'locations',
  columns,
  furtherRows: [],
  schema: saveLocation.body,
  heeds: [],
  of: ([row]) => said({ ...(row?.cells ?? {}), capacity: number(row?.cells.capacity) }),
  nameOf: ({ warehouse, bin }) => ({ path: 'bin', name: `${bin} of ${warehouse}` }),
  send: async (tower, body) => ({ outcome: (await tower.call(saveLocation, { body })).reply.outcome }),
  outcomes: savedOutcomes,
};
