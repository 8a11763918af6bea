/** The api process: HTTP, sockets and pages on one port. It writes through commands and follows the log for its sockets. */
import { existsSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { join } from 'node:path';
import { connect as connectAnalytics } from '@gantry/analytics/client';
import type { Express, RequestHandler } from 'express';
import helmet from 'helmet';
import { createGate, createKeyRing, identifySocket } from '../contexts/access/gate.ts';
import { ensureAdminKey } from '../contexts/access/keys.ts';
import { messageOf } from '../kernel/errors.ts';
import { live as alive, ready } from '../platform/http/health.ts';
import { createServer, problemHandler } from '../platform/http/server.ts';
import { openLive } from '../platform/live.ts';
import { registry } from '../platform/metrics.ts';
import { openContexts } from './contexts.ts';
import { mountDocs } from './docs-routes.ts';
import { openPlatform, type Settled } from './open-platform.ts';
import { webhookRoute } from './webhook-routes.ts';

export type Running = { port: number; stop(): Promise<void> };

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
export const startApi = async (config: Settled): Promise<Running> => {
  const { platform, close } = await openPlatform(config, 'api', 24);
  const analytics = await connectAnalytics(config.clickhouseUrl, { cluster: config.cluster });
  const ring = createKeyRing(platform);
  const gate = createGate(platform, ring);
  const contexts = openContexts(platform, analytics);
  const routes = contexts.all.flatMap(({ routes = [] }) => routes);
  const raw = [
    webhookRoute(contexts.tracking.public.intake),
    ...contexts.all.flatMap(({ rawRoutes = [] }) => rawRoutes),
  ];
  if (config.adminKey) await ensureAdminKey(platform, config.adminKey);

  let stopping = false;
  const app = createServer(platform, gate, { routes, raw });
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
    const caller = await gate(request);
    if (caller.area !== 'manager') return void response.status(403).type('text/plain').send('needs a manager’s key\n');
    response.type(registry.contentType).send(await registry.metrics());
  });
  mountDocs(
    app,
    routes.map(({ endpoint }) => endpoint),
    version,
  );

  const http = createHttpServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000 }, app);
  const live = await openLive(platform, http, {
    rooms: contexts.all.flatMap(({ rooms = [] }) => rooms),
    identify: identifySocket(platform, ring),
  });
  const dropEnded = async (): Promise<void> => {
    const now = new Date();
    const since = new Date(now.getTime() - 60_000);
    const ended = await platform.database.prisma.accessKey.findMany({
      where: { OR: [{ revokedAt: { gte: since } }, { expiresAt: { gte: since, lte: now } }] },
      select: { id: true },
    });
    live.drop(ended.map(({ id }) => id));
  };
  // A wake-up call may be lost, and a key that expires makes none: looked for now and then as well.
  const drop = (): void =>
    void dropEnded().catch((error) => platform.logger.warn({ error: messageOf(error) }, 'sockets of ended keys'));
  platform.signals.on('keys', drop);
  const dropping = setInterval(drop, 15_000);
  const port = await listen(http, config.port, config.host);
  await mountPages(app, `http://127.0.0.1:${port}`);
  app.use(problemHandler(platform));

  const stop = new AbortController();
  const feeding = live
    .run(stop.signal)
    .catch((error) => platform.logger.error({ error: messageOf(error) }, 'feeding the rooms ended'));
  platform.logger.info({ port }, 'api ready');
  return {
    port,
    stop: async () => {
      stopping = true;
      clearInterval(dropping);
      stop.abort();
      const closed = live.close();
      http.closeIdleConnections();
      const deadline = setTimeout(() => http.closeAllConnections(), 5_000);
      await closed;
      clearTimeout(deadline);
      await contexts.close();
      await feeding;
      await analytics.close();
      await close();
    },
  };
};
