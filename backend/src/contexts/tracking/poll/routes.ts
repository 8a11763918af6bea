/** The endpoints of polling: how well carriers report, and asking one now. */
import * as api from '@gantry/shared/api/carriers';
import { Refusal } from '../../../kernel/errors.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { Carriers } from '../../carriers/public.ts';
import { pollRun } from './jobs.ts';
import { dueInOrder } from './pacing.ts';
import { askable } from './poll.ts';
import { candidatesOf } from './poll-store.ts';
import { carrierQuality } from './quality.ts';

export const pollRoutes = ({ connections }: Carriers) => [
  serve(api.listCarrierQuality, async ({ platform, query }) => ({
    items: await carrierQuality(platform, await connections.list(), query.days),
  })),
  serve(api.pollNow, async ({ platform, params: { name }, body, thread }) => {
    const opened = await connections.find(name);
    if (!opened) throw new Refusal('missing', 'no_such_connection', `No carrier connection is called ${name}`);
    if (!askable(opened))
      throw new Refusal(
        'conflict',
        'cannot_be_asked',
        `${name} cannot be asked: its carrier has no track call, or has no credentials or quota here`,
      );
    const now = platform.clock.now().getTime();
    const candidates = await candidatesOf(platform, name, body.shipments);
    const { pollEveryHours: everyHours } = opened.connection.settings;
    const queued = body.shipments ? candidates : dueInOrder(candidates, { everyHours, now });
    const named = body.shipments ? { shipments: queued.map(({ shipmentId }) => shipmentId) } : {};
    const ticket = { key: `${name}:now:${now}`, thread: thread(name) };
    if (queued.length > 0) await platform.jobs.enqueue(pollRun, { connection: name, ...named }, ticket);
    return { status: 202, reply: { queued: queued.length } };
  }),
];
