/** The endpoints of status maps. */
import * as api from '@gantry/shared/api/status-maps';
import { Refusal } from '../../../kernel/errors.ts';
import { execute } from '../../../platform/execute.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { Platform } from '../../../platform/platform.ts';
import { changeMap, statusMaps } from '../../carriers/status-maps.ts';
import { startReplay } from '../replay/start-replay.ts';
import { backlogOf, type KnownMap, knownMaps, shownRows, summaryOf, versionsOf } from './map-reads.ts';
import { preview } from './preview.ts';

const mapNamed = async (platform: Platform, name: string): Promise<{ maps: Map<string, KnownMap>; map: KnownMap }> => {
  const maps = await knownMaps(platform);
  const map = maps.get(name);
  if (!map) throw new Refusal('missing', 'no_such_map', `No connection uses a status map called ${name}`);
  return { maps, map };
};

export const mapRoutes = [
  serve(api.unmappedCodes, async ({ platform }) => ({ items: await backlogOf(platform, await knownMaps(platform)) })),
  serve(api.listStatusMaps, async ({ platform }) => {
    const maps = await knownMaps(platform);
    const backlog = await backlogOf(platform, maps);
    return { items: [...maps.values()].map((map) => summaryOf(map, backlog)) };
  }),
  serve(api.readStatusMap, async ({ platform, params }) => {
    const { maps, map } = await mapNamed(platform, params.name);
    const backlog = await backlogOf(platform, maps);
    return {
      ...summaryOf(map, backlog),
      rows: await shownRows(platform, map),
      backlog: backlog.filter((one) => one.map === map.name),
      versions: await versionsOf(platform, map.name),
    };
  }),
  serve(api.previewStatusMap, async ({ platform, body }) => {
    const { map } = await mapNamed(platform, body.name);
    return preview(platform, map, body);
  }),
  serve(api.saveStatusMap, async ({ platform, body, thread }) => {
    await mapNamed(platform, body.name);
    const { note, expectedVersion, replay, ...change } = body;
    await execute(platform, statusMaps, {
      id: body.name,
      thread: thread(body.name),
      decide: changeMap(change, { note, expectedVersion, now: platform.clock.now() }),
    });
    platform.signals.raise('status_maps');
    const report = replay
      ? await startReplay(platform, {
          subject: 'status_map',
          map: body.name,
          apply: true,
          actor: thread(body.name).actor,
        })
      : null;
    const { maps, map } = await mapNamed(platform, body.name);
    return { ...summaryOf(map, await backlogOf(platform, maps)), replay: report };
  }),
];
