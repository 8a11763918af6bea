/** The endpoints of carrier connections. */
import * as api from '@gantry/shared/api/carriers';
import { merchantFilter } from '@gantry/shared/caller';
import { connectionSettings } from '@gantry/shared/events/connections';
import { carrierFacts } from '@gantry/shared/vocabulary/carriers';
import { serve } from '../../platform/http/serve.ts';
import type { Connections, ListedConnection } from './connections.ts';

const shown = ({ connection, ...rest }: ListedConnection) => ({
  ...connection,
  ...rest,
  webhookPath: carrierFacts[connection.adapter].push ? `/api/logistics/events/webhooks/${connection.name}` : null,
});

/** How a carrier is connected is the operator's; whoever serves some merchants is told which there are. */
const named = (listed: ListedConnection): ReturnType<typeof shown> => ({
  ...shown(listed),
  mapping: null,
  signature: null,
  settings: connectionSettings.parse({}),
  webhookPath: null,
  credentials: [],
});

export const connectionRoutes = (connections: Connections) => [
  serve(api.configureConnection, async ({ params, body, thread }) => {
    const { name } = await connections.configure({ ...body, name: params.name }, thread(params.name));
    const listed = (await connections.list()).find(({ connection }) => connection.name === name);
    if (!listed) throw new Error('a configured connection is listed');
    return shown(listed);
  }),
  serve(api.listConnections, async ({ caller }) => ({
    items: (await connections.list()).map(merchantFilter(caller) === null ? shown : named),
  })),
];
