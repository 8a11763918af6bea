/** What those who work, warehouses and carriers are called, for whoever is on the floor. */
import { floorNames } from '@gantry/shared/api/fulfillment/names';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { Access } from '../../access/public.ts';
import type { Carriers } from '../../carriers/public.ts';
import type { FloorNeeds } from '../needs.ts';

export type Naming = {
  access: Pick<Access, 'namesOf'>;
  carriers: { connections: Pick<Carriers['connections'], 'labels'> };
};

export const nameRoutes = ({ platform: { database }, inventory, access, carriers }: FloorNeeds & Naming): Route[] => [
  serve(floorNames, async ({ query: { workers = [] } }) => {
    const [names, sites, labels] = await Promise.all([
      access.namesOf(workers),
      inventory.sites(database),
      carriers.connections.labels(),
    ]);
    return {
      workers: [...names].map(([worker, name]) => ({ worker, name })),
      carriers: [...labels].map(([carrier, name]) => ({ carrier, name })),
      warehouses: sites.map(({ warehouse, name }) => ({ warehouse, name })),
    };
  }),
];
