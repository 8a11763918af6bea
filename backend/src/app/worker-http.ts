/** The port of a worker: its health and its figures, and nothing else. */
import { createServer as createHttpServer } from 'node:http';
import type { RequestHandler } from 'express';
import { Refusal } from '../kernel/errors.ts';
import { listenOn } from '../platform/http/listen.ts';
import { type MachineRoutes, mountMachineRoutes } from '../platform/http/machine-routes.ts';
import { createServer, problemHandler } from '../platform/http/server.ts';

export type WorkerHttp = { port: number; close(): Promise<void> };

/** Whatever else is asked for here is answered as on the api. */
const nothingHere: RequestHandler = () => {
  throw new Refusal('missing', 'no_such_route', 'There is nothing at this address');
};

/** Starts to answer. A port that is taken is no reason not to work: another is chosen, which the heartbeat tells. */
export const startWorkerHttp = async (machine: MachineRoutes): Promise<WorkerHttp> => {
  const { platform, gate, state } = machine;
  const { workerPort, host } = platform.config;
  const app = createServer(platform, gate, { routes: [], raw: [], waitsFor: state.waitsFor });
  mountMachineRoutes(app, machine);
  app.use(nothingHere);
  app.use(problemHandler(platform));
  const http = createHttpServer({ headersTimeout: 20_000, requestTimeout: 30_000 }, app);
  const port = await listenOn(http, { port: workerPort, host, portIsOpen: true });
  if (workerPort !== 0 && port !== workerPort)
    platform.logger.warn({ port: workerPort }, 'the worker’s port is taken, another is used');
  return {
    port,
    close: () =>
      new Promise((done) => {
        http.close(() => done());
        http.closeAllConnections();
      }),
  };
};
