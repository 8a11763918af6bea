/** The endpoints of packing stations. */
import * as api from '@gantry/shared/api/fulfillment/packing';
import { merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { type EndpointRequest, type Route, serve } from '../../../platform/http/serve.ts';
import type { FloorNeeds } from '../needs.ts';
import { assignTo } from './assign.ts';
import { alterStation, saveStation } from './commands.ts';
import { listStations, showStations, type WorkAsked } from './shown.ts';
import { stationRows } from './store.ts';

type Asking = Pick<EndpointRequest<typeof api.listStations>, 'platform' | 'caller'>;

const askedBy = ({ platform, caller }: Asking, warehouse?: string): WorkAsked => ({
  merchants: merchantFilter(caller),
  warehouse,
  now: platform.clock.now().getTime(),
});

const showOne = async ({ inventory }: FloorNeeds, asking: Asking, station: string): Promise<api.Station> => {
  const { database: sql } = asking.platform;
  const found = await stationRows.byIds(sql, [station]);
  const [shown] = await showStations({ sql, inventory }, [...found.values()], { asked: askedBy(asking) });
  if (!shown) throw new Refusal('missing', 'no_such_station', 'There is no such station');
  return shown;
};

export const stationRoutes = (needs: FloorNeeds): Route[] => [
  serve(api.listStations, async ({ platform, caller, query: { warehouse } }) => {
    const { database: sql } = platform;
    const stations = await listStations(sql, warehouse ?? null);
    const asked = askedBy({ platform, caller }, warehouse);
    return { items: await showStations({ sql, inventory: needs.inventory }, stations, { asked }) };
  }),
  serve(api.saveStation, async ({ platform, caller, body, thread }) => {
    const outcome = await saveStation(needs, { said: body, thread: thread(body.station) });
    return { status: outcome === 'added' ? 201 : 200, reply: await showOne(needs, { platform, caller }, body.station) };
  }),
  serve(api.changeStation, async ({ platform, caller, params: { station }, body, thread }) => {
    const { expectedVersion, ...change } = body;
    await alterStation(needs, { station, change, expectedVersion, thread: thread(station) });
    return showOne(needs, { platform, caller }, station);
  }),
  serve(api.assignToStation, async ({ platform, caller, params: { station }, body: { ids }, thread }) => {
    const sees = (merchant: string): boolean => seesMerchant(caller, merchant);
    const rows = await assignTo(needs, { station, ids, sees, thread: thread(station) });
    return { station: await showOne(needs, { platform, caller }, station), rows };
  }),
];
