/**
 * The api process: HTTP, sockets and pages on one port. It writes through commands and follows the log for its sockets. It
 * listens at once, and answers 503 until its stores are there.
 */
import { createServer as createHttpServer, type Server } from 'node:http';
import { open as openAnalytics } from '@gantry/analytics/client';
import type { Endpoint } from '@gantry/shared/api/endpoint';
import type { Express } from 'express';
import { messageOf } from '../kernel/errors.ts';
import { machineEndpoints, type ProcessState, readMetrics } from '../platform/http/health.ts';
import { listenOn } from '../platform/http/listen.ts';
import { mountMachineRoutes } from '../platform/http/machine-routes.ts';
import { createServer, problemHandler } from '../platform/http/server.ts';
import { type Inbox, openInbox } from '../platform/inbox.ts';
import { type Live, openLive } from '../platform/live/live.ts';
import type { Room } from '../platform/live/room.ts';
import { type OpenContexts, openContexts } from './contexts.ts';
import { mountDocs } from './docs-routes.ts';
import { type OpenPlatform, openPlatform, type ProcessConfig } from './open-platform.ts';
import { erasuresKept, migrated, type Opening, openBySteps } from './opening.ts';
import { mountPages } from './pages.ts';
import { startSelfReport } from './self-report.ts';

export type RunningApi = {
  port: number;
  /** Every endpoint and every room of it, with what they need. */
  serves: { endpoints: readonly Endpoint[]; rooms: readonly Room[] };
  /** Resolves when it answers more than 503, or is stopped before. */
  whole: Promise<void>;
  stop(): Promise<void>;
};

export const version = '0.1.0';

/** What an api process is made of before it has heard from any store. */
type Parts = {
  config: ProcessConfig;
  opened: OpenPlatform;
  contexts: OpenContexts;
  inbox: Inbox;
  state: ProcessState;
  stopping: AbortController;
  /** What it waits for: known once it listens. */
  progress: Pick<Opening, 'waitsFor'>;
};

const endpointsOf = ({ contexts, inbox }: Pick<Parts, 'contexts' | 'inbox'>): Endpoint[] => [
  ...contexts.all.flatMap(({ routes = [] }) => routes.map(({ endpoint }) => endpoint)),
  ...[...inbox.routes, ...contexts.all.flatMap(({ rawRoutes = [] }) => rawRoutes)].flatMap(
    ({ endpoints }) => endpoints,
  ),
  ...machineEndpoints,
  readMetrics,
];

/** Everything that is served but the pages. */
const createApp = ({ config, opened: { platform }, contexts, inbox, state }: Parts): Express => {
  const { gate } = contexts.access.public;
  const routes = contexts.all.flatMap(({ routes = [] }) => routes);
  const raw = [...inbox.routes, ...contexts.all.flatMap(({ rawRoutes = [] }) => rawRoutes)];
  const app = createServer(platform, gate, { routes, raw, waitsFor: state.waitsFor });
  mountMachineRoutes(app, { platform, gate, figures: contexts.system.figures, state });
  mountDocs(app, endpointsOf({ contexts, inbox }), { version, server: config.publicOrigin ?? '/' });
  return app;
};

const seenEveryMs = 60_000;

/** Sockets, from the head of the log on; `end` stops what keeps them up to date. */
type Sockets = { live: Live; end(): Promise<void> };

const openSockets = async ({ opened: { platform }, contexts }: Parts, http: Server): Promise<Sockets> => {
  const access = contexts.access.public;
  const live = await openLive(platform, http, {
    rooms: contexts.all.flatMap(({ rooms = [] }) => rooms),
    identify: access.identifySocket,
  });
  const stop = new AbortController();
  // A wall may hang for months without asking for anything: its line says that it is there.
  const seeing = setInterval(() => access.seen(live.callers()), seenEveryMs);
  const ends = [
    () => clearInterval(seeing),
    access.onCallersEnded(live.askAnew),
    // Whoever is connected was let in under the former switches: each comes again and is asked anew.
    access.onVerticalsChanged(live.reconnect),
    () => stop.abort(),
  ];
  const feeding = live
    .run(stop.signal)
    .catch((error) => platform.logger.error({ error: messageOf(error) }, 'feeding the rooms ended'));
  return {
    live,
    end: async () => {
      for (const end of ends) end();
      await feeding;
    },
  };
};

/** What an api process waits for, in the background; the sockets once they are open. */
const openApi = (
  parts: Parts,
  http: Server,
  stop: AbortSignal,
): { opening: Opening; sockets(): Sockets | undefined } => {
  const { config, opened, contexts } = parts;
  const { platform } = opened;
  let sockets: Sockets | undefined;
  const settings = 'the settings';
  const opening = openBySteps(
    platform,
    [
      migrated(platform),
      erasuresKept(contexts.privacy.public),
      { waitsFor: settings, take: contexts.settings.load },
      {
        waitsFor: 'the first key',
        take: async () => {
          if (config.adminKey) await contexts.access.public.ensureAdminKey(config.adminKey);
        },
      },
      {
        waitsFor: 'the head of the log',
        take: async () => {
          sockets = await openSockets(parts, http);
        },
      },
    ],
    stop,
  );
  return { opening, sockets: () => sockets };
};

/** Closes the server, sockets and all; whoever does not end within five seconds is cut off. */
const closeServer = async (http: Server, live: Live | undefined): Promise<void> => {
  const closed = live ? live.close() : new Promise<void>((done) => void http.close(() => done()));
  http.closeIdleConnections();
  const deadline = setTimeout(() => http.closeAllConnections(), 5_000);
  await closed;
  clearTimeout(deadline);
};

/** Builds the application over its parts, pages and all; answers how to load the pages too. */
const createServerOf = (parts: Parts): { http: Server; loadPages: ReturnType<typeof mountPages> } => {
  const app = createApp(parts);
  const loadPages = mountPages(app);
  app.use(problemHandler(parts.opened.platform));
  const http = createHttpServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000 }, app);
  return { http, loadPages };
};

/** What goes on in a process that listens; `stop` ends it, and leaves the stores open. */
const runApi = (parts: Parts, { http, loadPages }: ReturnType<typeof createServerOf>, port: number) => {
  const { contexts, inbox, stopping, progress } = parts;
  const { platform } = parts.opened;
  const { opening, sockets } = openApi(parts, http, stopping.signal);
  progress.waitsFor = opening.waitsFor;
  platform.vitals.show({ port });
  const endSelfReport = startSelfReport(platform, 'api', contexts.system);
  const closeDoor = contexts.insights.public.door.keepOpen();
  const pages = loadPages(`http://127.0.0.1:${port}`);
  const whole = Promise.all([opening.over, pages]).then(() => {
    if (!stopping.signal.aborted) platform.logger.info({ port }, 'api ready');
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await opening.over;
    const ending = sockets()?.end();
    await closeServer(http, sockets()?.live);
    await Promise.all([inbox.idle(), closeDoor()]);
    await ending;
    await endSelfReport();
  };
  return { whole, stop };
};

/** Starts an api process. It resolves when it listens; rejects when it cannot. */
export const startApi = async (config: ProcessConfig): Promise<RunningApi> => {
  const opened = openPlatform(config, 'api', 24);
  const { platform } = opened;
  const analytics = openAnalytics(config.clickhouseUrl, { cluster: config.cluster });
  const contexts = openContexts(platform, analytics);
  const raw = contexts.all.flatMap(({ raw = [] }) => raw);
  const inbox = openInbox(platform, raw);
  const stopping = new AbortController();
  const progress: Parts['progress'] = { waitsFor: () => 'its stores' };
  const state = { isStopping: () => stopping.signal.aborted, waitsFor: () => progress.waitsFor() };
  const parts: Parts = { config, opened, contexts, inbox, state, stopping, progress };
  const server = createServerOf(parts);
  const closeStores = async (): Promise<void> => {
    await contexts.close();
    await analytics.close();
    await opened.close();
  };
  try {
    const port = await listenOn(server.http, config);
    const { whole, stop } = runApi(parts, server, port);
    const serves = { endpoints: endpointsOf(parts), rooms: contexts.all.flatMap(({ rooms = [] }) => rooms) };
    return { port, whole, serves, stop: () => stop().then(closeStores) };
  } catch (error) {
    await closeStores();
    throw error;
  }
};
