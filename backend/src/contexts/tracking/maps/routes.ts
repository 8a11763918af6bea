/** The endpoints of status maps: what carriers' codes mean, seen together with the scans that have them. */
import * as api from '@gantry/shared/api/carriers/status-maps';
import { merchantFilter } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { Carriers } from '../../carriers/public.ts';
import type { Replays } from '../replay/replays.ts';
import { backlogOf, type KnownMap, knownMaps, shownRows, summaryOf, versionsOf } from './map-reads.ts';
import { preview } from './preview.ts';

export const mapRoutes = ({ carriers, replays }: { carriers: Carriers; replays: Replays }) => {
  const mapNamed = async (name: string): Promise<{ maps: Map<string, KnownMap>; map: KnownMap }> => {
    const maps = await knownMaps(carriers);
    const map = maps.get(name);
    if (!map) throw new Refusal('missing', 'no_such_map', `No connection uses a status map called ${name}`);
    return { maps, map };
  };
  return [
    serve(api.unmappedCodes, async ({ platform, caller }) => ({
      items: await backlogOf(platform, await knownMaps(carriers), merchantFilter(caller)),
    })),
    serve(api.listStatusMaps, async ({ platform, caller }) => {
      const maps = await knownMaps(carriers);
      const backlog = await backlogOf(platform, maps, merchantFilter(caller));
      return { items: [...maps.values()].map((map) => summaryOf(map, backlog)) };
    }),
    serve(api.readStatusMap, async ({ platform, caller, params }) => {
      const { maps, map } = await mapNamed(params.name);
      const merchants = merchantFilter(caller);
      const backlog = await backlogOf(platform, maps, merchants);
      return {
        ...summaryOf(map, backlog),
        rows: await shownRows(platform, map, merchants),
        backlog: backlog.filter((one) => one.map === map.name),
        versions: await versionsOf(platform, map.name),
      };
    }),
    serve(api.previewStatusMap, async ({ platform, caller, body }) => {
      const { map } = await mapNamed(body.name);
      return preview(platform, map, { ...body, merchants: merchantFilter(caller) });
    }),
    serve(api.saveStatusMap, async ({ platform, body, thread: threadOf }) => {
      await mapNamed(body.name);
      const { note, expectedVersion, replay, ...change } = body;
      const thread = threadOf(body.name);
      await carriers.maps.change(change, { note, expectedVersion, thread });
      const report = replay
        ? await replays.start({ subject: 'status_map', map: body.name, apply: true }, thread.actor)
        : null;
      const { maps, map } = await mapNamed(body.name);
      return { ...summaryOf(map, await backlogOf(platform, maps, null)), replay: report };
    }),
  ];
};
