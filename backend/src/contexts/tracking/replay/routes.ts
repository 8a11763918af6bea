/** The endpoints of replays. */
import * as api from '@gantry/shared/api/replay';
import { serve } from '../../../platform/http/serve.ts';
import { type Replays, reportOf } from './replays.ts';

type Fields = { field: string; before: unknown; after: unknown }[];

export const replayRoutes = (replays: Replays) => [
  serve(api.startReplay, async ({ body, thread }) => ({
    status: 202,
    reply: await replays.start(body, thread('replay').actor),
  })),
  serve(api.readReplay, async ({ params }) => reportOf(await replays.named(params.replayId))),
  serve(api.replayDifferences, async ({ platform, params, query }) => {
    await replays.named(params.replayId);
    const rows = await platform.database.prisma.replayDifference.findMany({
      where: { replayId: params.replayId, ...(query.cursor ? { shipmentId: { gt: query.cursor } } : {}) },
      orderBy: { shipmentId: 'asc' },
      take: query.limit + 1,
    });
    const shown = rows.slice(0, query.limit);
    return {
      items: shown.map(({ shipmentId, trackingNumber, fields }) => ({
        shipmentId,
        trackingNumber,
        fields: fields as Fields,
      })),
      nextCursor: rows.length > query.limit ? (shown.at(-1)?.shipmentId ?? null) : null,
    };
  }),
  serve(api.applyReplay, async ({ params }) => ({ status: 202, reply: await replays.apply(params.replayId) })),
];
