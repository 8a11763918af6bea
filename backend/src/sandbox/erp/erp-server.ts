/**
 * The merchants' ERPs as the sandbox has them: one HTTP server on loopback that answers for each under its merchant's name
 * (`/main/api/resource/Customer`), and now and then is slow, ill, or gone in the middle of an answer.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxAnswer, SandboxRequest } from '../../connectors/carriers/sandbox.ts';
import type { ErpSandbox } from '../../connectors/systems/erpnext/sandbox.ts';

/**
 * What goes wrong with one call. `delayMs`: it is done late; `held`: it is done at once and answered when that settles. `status`:
 * answered so, and nothing is done. `cut`: the line breaks before anything is done, or after it, so that whoever asked does not
 * know.
 */
export type Trouble = { delayMs?: number; held?: Promise<unknown>; status?: number; cut?: 'before' | 'after' };
export type ErpServer = { origin: string; close(): Promise<void> };
type Wiring = { erps: ReadonlyMap<string, ErpSandbox>; trouble?: (request: SandboxRequest) => Trouble | undefined };

const mostBody = 1_000_000;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > mostBody) throw new RangeError('too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
};

type Addressed = { merchant: string; asked: SandboxRequest };

const addressed = async (request: IncomingMessage): Promise<Addressed> => {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const [, merchant = '', ...rest] = url.pathname.split('/');
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const body = await bodyOf(request);
  const asked = { method: request.method ?? 'GET', path: `/${rest.join('/')}`, query: url.searchParams, headers, body };
  return { merchant, asked };
};

/** What a proxy says in the ERP's place. */
const ill = (status: number): SandboxAnswer => ({
  status,
  contentType: 'text/html',
  body: `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`,
});

const answerOf = ({ erps }: Wiring, { merchant, asked }: Addressed): SandboxAnswer =>
  erps.get(merchant)?.answer(asked) ?? ill(404);

const serve = async (wiring: Wiring, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const one = await addressed(request);
  const trouble = wiring.trouble?.(one.asked) ?? {};
  if (trouble.delayMs !== undefined) await sleep(trouble.delayMs);
  if (trouble.cut === 'before') return void request.socket.destroy();
  const { status, contentType, body } = trouble.status === undefined ? answerOf(wiring, one) : ill(trouble.status);
  await trouble.held;
  if (trouble.cut === 'after') return void request.socket.destroy();
  response.writeHead(status, { 'content-type': contentType }).end(body);
};

/** Starts the server on a free port of loopback, or on the one asked for. */
export const startErpServer = async (wiring: Wiring, port = 0): Promise<ErpServer> => {
  const server = createServer((request, response) => {
    serve(wiring, request, response).catch(() => response.writeHead(500).end());
  });
  await new Promise<void>((done, failed) => server.once('error', failed).listen(port, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
};
