/** What people, programs, warehouses and carriers are called on the floor, over HTTP: whoever picks or packs may read no list of them. */
import { z } from 'zod';
import { worker } from '../../events/fulfillment.ts';
import { slug } from '../../vocabulary/channels.ts';
import { endpoint } from '../endpoint.ts';

export const floorNames = endpoint({
  area: 'personal',
  vertical: 'ecommerce',
  id: 'fulfillment.names',
  scope: 'fulfillment:read',
  method: 'GET',
  path: '/api/logistics/fulfillment/names',
  summary:
    'What warehouses and carriers are called, and those who work, by the ids that fulfillment orders, stations and walks bear',
  query: z.object({
    workers: z
      .string()
      .max(4_000)
      .transform((text) => text.split(',').filter(Boolean))
      .pipe(z.array(worker).max(100))
      .optional()
      .describe('Ids of people and keys, separated by commas'),
  }),
  reply: z.object({
    workers: z
      .array(z.object({ worker, name: z.string() }))
      .describe('Of those asked for who work on what the caller sees; whom nobody has named is left out'),
    warehouses: z.array(z.object({ warehouse: slug, name: z.string() })),
    carriers: z.array(z.object({ carrier: slug, name: z.string() })),
  }),
});
