/** The HTTP face of the embedded engine: routes, credentials, and errors as ClickHouse sends them. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { sendError } from './answer.ts';
import type { Engine } from './engine.ts';
import { authenticate, readParameters } from './parameters.ts';
import { serveQuery } from './serve-query.ts';

/** A server, not listening yet. `/ping` and `/replicas_status` answer without credentials, as ClickHouse's do. */
export function createHttp(engine: Engine, password: string): Server {
  const server = createServer((request, response) => void serve(engine, password, { request, response }));
  server.keepAliveTimeout = 30_000;
  server.requestTimeout = 0;
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

async function serve(
  engine: Engine,
  password: string,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const plain = url.pathname === '/ping' || url.pathname === '/replicas_status';
  if (plain || (url.pathname === '/' && request.method === 'GET' && !url.searchParams.has('query'))) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=UTF-8' }).end('Ok.\n');
    return;
  }
  const queryId = url.searchParams.get('query_id') ?? randomUUID();
  try {
    authenticate(url, request.headers, password);
    const parameters = readParameters(url, request.headers, request.method ?? 'POST');
    await serveQuery(engine, parameters, { request, response, queryId });
  } catch (error) {
    request.resume();
    if (response.headersSent) response.destroy();
    else sendError({ request, response, queryId, compress: false }, error);
  }
}
