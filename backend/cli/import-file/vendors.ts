/** Vendors in a file: one row a vendor. */
import { saveVendor } from '@gantry/shared/api/inventory/places';
import type { z } from 'zod';
import { number, said } from './cells.ts';
import { type Column, type Kind, savedOutcomes } from './kind.ts';

type VendorInput = z.input<typeof saveVendor.body>;

const columns: readonly Column[] = [
  { name: 'vendor', required: true, example: 'lumina', about: 'Short name in small letters' },
  { name: 'name', required: true, example: 'Lumina Lda.', about: 'Name of the vendor' },
  { name: 'country', example: 'PT', about: 'ISO 3166-1 alpha-2' },
  { name: 'time_zone', example: 'Europe/Lisbon', about: 'IANA zone' },
  { name: 'lead_time_days', example: '14', about: 'Days from order to delivery' },
];

export const vendors: Kind<VendorInput> = {
  one: 'vendor',
  many: 'vendors',
  columns,
  furtherRows: [],
  schema: saveVendor.body,
  heeds: [],
  of: ([row]) => {
    const { time_zone, lead_time_days, ...cells } = row?.cells ?? {};
    return said({ ...cells, timeZone: time_zone, leadTimeDays: number(lead_time_days) });
  },
  nameOf: ({ vendor }) => ({ path: 'vendor', name: vendor }),
  send: async (tower, body) => ({ outcome: (await tower.call(saveVendor, { body })).reply.outcome }),
  outcomes: savedOutcomes,
};
