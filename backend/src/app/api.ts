/** The api process: HTTP, sockets and pages on one port. It writes through commands and follows the log for its sockets. */
import { existsSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { join } from 'node:path';
import { connect as connectAnalytics } from '@gantry/analytics/client';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
import { messageOf } from '../kernel/errors.ts';
import { watchDisks } from '../platform/disk/watch.ts';
import { insist } from '../platform/http/admission.ts';
import { live as alive, machineEndpoints, readMetrics, ready } from '../platform/http/health.ts';
import { createServer, problemHandler } from '../platform/http/server.ts';
import { openInbox } from '../platform/inbox.ts';
import { openLive } from '../platform/live/live.ts';
import { registry } from '../platform/metrics.ts';
import { startHeartbeat } from '../platform/vitals/heartbeat.ts';
import { openContexts } from './contexts.ts';
import { mountDocs } from './docs-routes.ts';
import { openPlatform, type ProcessConfig } from './open-platform.ts';

export type RunningApi = { port: number; stop(): Promise<void> };

export const version = '0.1.0';
const pagesBuild = join(import.meta.dirname, '../../../frontend/build/handler.js');

/** The pages, where they have been built; a tower without them still serves its API and says so. */
const mountPages = async (app: Express, origin: string): Promise<void> => {
  process.env.GANTRY_INTERNAL_ORIGIN = origin;
  // Built files are sent without the pages' own hooks, so what holds for every answer is said here; the CSP is the pages'.
  // So is who may frame a page: one of them may be framed.
  app.use(helmet({ contentSecurityPolicy: false, xFrameOptions: false }));
  if (existsSync(pagesBuild)) {
    const { handler } = (await import(pagesBuild)) as { handler: RequestHandler };
    app.use(handler);
  } else
    app.get(
      '/',
      (_request, response) =>
        void response
          .type('text/plain')
          .send('Gantry: the pages are not built; run `pnpm --filter @gantry/frontend build`.\n'),
    );
};

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

/** Starts an api process. */
export const startApi = async (config: ProcessConfig): Promise<RunningApi> => {
  const { platform, close } = await openPlatform(config, 'api', 24);
  const analytics = await connectAnalytics(config.clickhouseUrl, { cluster: config.cluster });
  const contexts = openContexts(platform, analytics);
  await contexts.settings.load();
  const access = contexts.access.public;
  const routes = contexts.all.flatMap(({ routes = [] }) => routes);
  const inbox = openInbox(
    platform,
    contexts.all.flatMap(({ raw = [] }) => raw),
  );
  const raw = [...inbox.routes, ...contexts.all.flatMap(({ rawRoutes = [] }) => rawRoutes)];
  if (config.adminKey) await access.ensureAdminKey(config.adminKey);

  let stopping = false;
  const app = createServer(platform, access.gate, { routes, raw });
  const probes = [
    { name: 'postgres', check: () => platform.database.pool.query('SELECT 1') },
    { name: 'redis', check: () => platform.redis.ping() },
    { name: 'clickhouse', check: () => analytics.ping() },
  ];
  app.get('/health/live', alive);
  app.get(
    '/health/ready',
    ready(probes, () => stopping),
  );
  app.get('/metrics', async (request, response) => {
    insist(await access.gate.identify(request), readMetrics);
    response.type(registry.contentType).send(await registry.metrics());
  });
  const served = [...routes.map(({ endpoint }) => endpoint), ...raw.flatMap(({ endpoints }) => endpoints)];
  mountDocs(app, [...served, ...machineEndpoints, readMetrics], { version, server: config.publicOrigin ?? '/' });

  const http = createHttpServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000 }, app);
  const live = await openLive(platform, http, {
    rooms: contexts.all.flatMap(({ rooms = [] }) => rooms),
    identify: access.identifySocket,
  });
  const stopDropping = access.onKeysEnded(live.drop);
  // Whoever is connected was let in under the former switches: each comes again and is asked anew.
  const stopReconnecting = access.onVerticalsChanged(live.reconnect);
  const port = await listen(http, config.port, config.host);
  await mountPages(app, `http://127.0.0.1:${port}`);
  app.use(problemHandler(platform));

  const stop = new AbortController();
  platform.vitals.show({ port });
  const endHeartbeat = startHeartbeat(platform, 'api');
  const unwatchDisks = watchDisks(platform);
  const feeding = live
    .run(stop.signal)
    .catch((error) => platform.logger.error({ error: messageOf(error) }, 'feeding the rooms ended'));
  platform.logger.info({ port }, 'api ready');
  return {
    port,
    stop: async () => {
      stopping = true;
      stopDropping();
      stopReconnecting();
      stop.abort();
      const closed = live.close();
      http.closeIdleConnections();
      const deadline = setTimeout(() => http.closeAllConnections(), 5_000);
      await closed;
      clearTimeout(deadline);
      await inbox.idle();
      await contexts.close();
      await feeding;
      unwatchDisks();
      await endHeartbeat();
      await analytics.close();
      await close();
    },
  };
};
