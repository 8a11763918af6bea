/** The endpoints of replays. */
import * as api from '@gantry/shared/api/replay';
import { Refusal } from '../../../kernel/errors.ts';
import { serve } from '../../../platform/http/serve.ts';
import { replayNamed, reportOf } from './replays.ts';
import { applyReplayJob } from './run-replay.ts';
import { startReplay } from './start-replay.ts';

type Fields = { field: string; before: unknown; after: unknown }[];

export const replayRoutes = [
  serve(api.startReplay, async ({ platform, body, thread }) => ({
    status: 202,
    reply: await startReplay(platform, { ...body, actor: thread('replay').actor }),
  })),
  serve(api.readReplay, async ({ platform, params }) => reportOf(await replayNamed(platform, params.replayId))),
  serve(api.replayDifferences, async ({ platform, params, query }) => {
    await replayNamed(platform, params.replayId);
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
  serve(api.applyReplay, async ({ platform, params }) => {
    const replay = await replayNamed(platform, params.replayId);
    if (replay.state !== 'ready')
      throw new Refusal(
        'conflict',
        'not_ready',
        `The replay is ${replay.state}: only one that is ready can be applied`,
      );
    await platform.jobs.enqueue(applyReplayJob as never, {
      payload: { replayId: replay.id },
      ticket: { key: replay.id, correlationId: replay.id },
    });
    return { status: 202, reply: reportOf(replay) };
  }),
];
