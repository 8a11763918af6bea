/** The endpoints of carrier connections. */
import * as api from '@gantry/shared/api/carriers';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { serve } from '../../platform/http/serve.ts';
import { configure, type Listed, listConnections } from './connections.ts';

const shown = ({ connection, ...rest }: Listed) => ({
  ...connection,
  ...rest,
  webhookPath: carrierFacts[connection.adapter].push ? `/api/logistics/events/webhooks/${connection.name}` : null,
});

export const connectionRoutes = [
  serve(api.configureConnection, async ({ platform, params, body, thread }) => {
    const { name } = await configure(platform, { ...body, name: params.name }, thread(params.name));
    const listed = (await listConnections(platform)).find(({ connection }) => connection.name === name);
    if (!listed) throw new Error('a configured connection is listed');
    return shown(listed);
  }),
  serve(api.listConnections, async ({ platform }) => ({ items: (await listConnections(platform)).map(shown) })),
];
