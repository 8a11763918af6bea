/** The endpoints of carrier connections. */
import * as api from '@gantry/shared/api/carriers';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { serve } from '../../platform/http/serve.ts';
import type { Connections, ListedConnection } from './connections.ts';

const shown = ({ connection, ...rest }: ListedConnection) => ({
  ...connection,
  ...rest,
  webhookPath: carrierFacts[connection.adapter].push ? `/api/logistics/events/webhooks/${connection.name}` : null,
});

export const connectionRoutes = (connections: Connections) => [
  serve(api.configureConnection, async ({ params, body, thread }) => {
    const { name } = await connections.configure({ ...body, name: params.name }, thread(params.name));
    const listed = (await connections.list()).find(({ connection }) => connection.name === name);
    if (!listed) throw new Error('a configured connection is listed');
    return shown(listed);
  }),
  serve(api.listConnections, async () => ({ items: (await connections.list()).map(shown) })),
];
