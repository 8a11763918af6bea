/** What those who work, warehouses and carriers are called, for whoever is on the floor. */
import { floorNames } from '@gantry/shared/api/fulfillment/names';
import { type Caller, merchantFilter } from '@gantry/shared/caller';
import type { Sql } from '../../../platform/database.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { Access } from '../../access/public.ts';
import type { Carriers } from '../../carriers/public.ts';
import type { FloorNeeds } from '../needs.ts';

export type Naming = {
  access: Pick<Access, 'namesOf'>;
  carriers: { connections: Pick<Carriers['connections'], 'labels'> };
};

const working = `
  SELECT assignee AS worker FROM fulfillment_orders WHERE merchant = ANY($2) AND assignee = ANY($1)
  UNION SELECT assigned_to FROM packing_stations WHERE assigned_to = ANY($1)
  UNION SELECT picker FROM pick_walks w WHERE picker = ANY($1)
    AND EXISTS (SELECT 1 FROM fulfillment_orders f WHERE f.id = ANY(w.fulfillment_ids) AND f.merchant = ANY($2))`;

/** Of workers, those whom the caller meets in what it sees: others' people are none of its business. */
const metBy = async (sql: Sql, caller: Caller, workers: readonly string[]): Promise<string[]> => {
  const merchants = merchantFilter(caller);
  if (merchants === null || workers.length === 0) return [...workers];
  const rows = await sql.rows<{ worker: string }>(working, [...workers], merchants);
  return [...rows.map(({ worker }) => worker), ...workers.filter((worker) => worker === caller.id)];
};

export const nameRoutes = ({ platform: { database }, inventory, access, carriers }: FloorNeeds & Naming): Route[] => [
  serve(floorNames, async ({ caller, query: { workers = [] } }) => {
    const [names, sites, labels] = await Promise.all([
      access.namesOf(await metBy(database, caller, workers)),
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
