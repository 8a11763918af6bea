/**
 * A tower that is only its contract, for the customer's pages: answers from a table, the built pages on the same port. It
 * also keeps what it was asked, so that a test can see what reaches the tower.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TrackingPage } from '@gantry/shared/api/tracking-page';

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
export type MockTower = {
  origin: string;
  /** Answers by token; a number is a status without a page. */
  pages: Map<string, TrackingPage | (TrackingPage & Record<string, unknown>) | number>;
  /** What the next lookups answer: status and body. */
  lookup: { status: number; body: unknown };
  /** Tells the open pages of a token that something changed. */
  changed(token: string): void;
  /** Tokens whose rooms were joined. */
  joined: string[];
  asked: { path: string; forwardedFor: string | undefined; body: string }[];
  stop(): Promise<void>;
};

const build = process.env.GANTRY_PAGES ?? join(import.meta.dirname, '../build/handler.js');

type Sockets = {
  on(event: 'connection', heard: (socket: Socket) => void): void;
  to(room: string): { emit(event: string, value: unknown): void };
  close(): Promise<void>;
};
type Socket = {
  join(room: string): void;
  on(event: 'join', heard: (ask: { room: string }, done: (answer: unknown) => void) => void): void;
};
// The server's half of Socket.IO is the backend's to install.
const backend = createRequire(new URL('../../backend/package.json', import.meta.url));
const { Server } = backend('socket.io') as { Server: new (server: object) => Sockets };

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** Starts it on a free port of loopback. */
export const startMockTower = async (): Promise<MockTower> => {
  const { handler } = (await import(build)) as { handler: Handler };
  const tower = {
    pages: new Map<string, TrackingPage | number>(),
    lookup: { status: 404, body: { title: 'none' } as unknown },
    joined: [] as string[],
    asked: [] as MockTower['asked'],
  };
  const api = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const forwardedFor = request.headers['x-forwarded-for'];
    tower.asked.push({ path, forwardedFor: String(forwardedFor ?? ''), body: await bodyOf(request) });
    if (path === '/api/logistics/tracking/lookup') return answer(response, tower.lookup.status, tower.lookup.body);
    const found = tower.pages.get(decodeURIComponent(path.split('/').at(-1) ?? '')) ?? 404;
    if (typeof found === 'number') answer(response, found, { title: 'no', status: found });
    else answer(response, 200, found);
  };
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith('/api/')) void api(request, response, path);
    else handler(request, response, () => response.writeHead(404).end());
  });
  const sockets = new Server(server);
  sockets.on('connection', (socket) =>
    socket.on('join', ({ room }, done) => {
      socket.join(room);
      tower.joined.push(room.replace('track:', ''));
      done({ ok: true });
    }),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  process.env.GANTRY_INTERNAL_ORIGIN = origin;
  return Object.assign(tower, {
    origin,
    changed: (token: string) => sockets.to(`track:${token}`).emit('track:changed', { seq: 1 }),
    stop: async () => {
      const closed = sockets.close();
      server.closeAllConnections();
      await closed;
    },
  });
};
