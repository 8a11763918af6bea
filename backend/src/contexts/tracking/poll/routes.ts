/** The endpoints of polling: how well carriers report, and asking one now. */
import * as api from '@gantry/shared/api/carriers';
import { Refusal } from '../../../kernel/errors.ts';
import { serve } from '../../../platform/http/serve.ts';
import { booksOf } from '../intake/books.ts';
import { pollConnection } from './jobs.ts';
import { dueInOrder } from './pacing.ts';
import { askable } from './poll.ts';
import { candidatesOf } from './poll-store.ts';
import { carrierQuality } from './quality.ts';

export const pollRoutes = [
  serve(api.listCarrierQuality, async ({ platform, query }) => ({ items: await carrierQuality(platform, query.days) })),
  serve(api.pollNow, async ({ platform, params, body, thread }) => {
    const opened = await booksOf(platform).connections.find(params.name);
    if (!opened) throw new Refusal('missing', 'no_such_connection', `No carrier connection is called ${params.name}`);
    if (!askable(opened))
      throw new Refusal(
        'conflict',
        'cannot_be_asked',
        `${params.name} cannot be asked: its carrier has no track call, or has no credentials or quota here`,
      );
    const now = platform.clock.now();
    const candidates = await candidatesOf(platform, params.name, body.shipments);
    const { pollEveryHours: everyHours } = opened.connection.settings;
    const queued = body.shipments ? candidates : dueInOrder(candidates, { everyHours, now: now.getTime() });
    if (queued.length > 0)
      await platform.jobs.enqueue(pollConnection as never, {
        payload: {
          connection: params.name,
          ...(body.shipments ? { shipments: queued.map(({ shipmentId }) => shipmentId) } : {}),
        },
        ticket: { key: `${params.name}:now:${now.getTime()}`, correlationId: thread(params.name).correlationId },
      });
    return { status: 202, reply: { queued: queued.length } };
  }),
];
