/** The endpoints of polling: how well carriers report, and asking one now. */
import * as api from '@gantry/shared/api/carriers';
import { merchantFilter } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { serve } from '../../../platform/http/serve.ts';
import type { Carriers } from '../../carriers/public.ts';
import { pollRun } from './jobs.ts';
import { dueInOrder } from './pacing.ts';
import { askable } from './poll.ts';
import { candidatesOf } from './poll-store.ts';
import { carrierQuality } from './quality.ts';

export const pollRoutes = ({ connections }: Carriers) => [
  serve(api.listCarrierQuality, async ({ platform, caller, query: { days } }) => ({
    items: await carrierQuality(platform, await connections.list(), { days, merchants: merchantFilter(caller) }),
  })),
  serve(api.pollNow, async ({ platform, caller, params: { name }, body, thread }) => {
    const opened = await connections.find(name);
    if (!opened) throw new Refusal('missing', 'no_such_connection', `No carrier connection is called ${name}`);
    if (!askable(opened))
      throw new Refusal(
        'conflict',
        'cannot_be_asked',
        `${name} cannot be asked: its carrier has no track call, or has no credentials or quota here`,
      );
    const now = platform.clock.now().getTime();
    const merchants = merchantFilter(caller);
    const candidates = await candidatesOf(platform, name, { shipments: body.shipments, merchants });
    const { pollEveryHours: everyHours } = opened.connection.settings;
    const queued = body.shipments ? candidates : dueInOrder(candidates, { everyHours, now });
    // Whoever sees only some merchants asks for no parcel of another.
    const named = body.shipments || merchants ? { shipments: queued.map(({ shipmentId }) => shipmentId) } : {};
    const ticket = { key: `${name}:now:${now}`, thread: thread(name) };
    if (queued.length > 0) await platform.jobs.enqueue(pollRun, { connection: name, ...named }, ticket);
    return { status: 202, reply: { queued: queued.length } };
  }),
];
