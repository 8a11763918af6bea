/**
 * The carriers' own servers, as the sandbox has them: one HTTP server on loopback that answers each carrier's login and
 * track calls under its name (`/fedex/track/v1/trackingnumbers`), with what has happened in the world by now.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CarrierSandbox, SandboxAnswer, SandboxParcel } from '../../connectors/carriers/sandbox.ts';

/** What the carriers know when somebody asks. */
export type Counter = {
  /** A parcel of a carrier by its number, with what has happened to it by now. */
  parcelOf(carrier: string, trackingNumber: string): SandboxParcel | undefined;
  now(): Date;
};
export type CarrierServer = { origin: string; close(): Promise<void> };

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

const answerOf = async (
  request: IncomingMessage,
  sandboxes: ReadonlyMap<string, CarrierSandbox>,
  counter: Counter,
): Promise<SandboxAnswer> => {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const [, carrier = '', ...rest] = url.pathname.split('/');
  const sandbox = sandboxes.get(carrier);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
  const body = await bodyOf(request);
  const answer = sandbox?.answer?.(
    { method: request.method ?? 'GET', path: `/${rest.join('/')}`, query: url.searchParams, headers, body },
    { parcelOf: (number) => counter.parcelOf(carrier, number), now: counter.now() },
  );
  return answer ?? { status: 404, contentType: 'application/json', body: '{"error":"no such address"}' };
};

const send = (response: ServerResponse, { status, contentType, body }: SandboxAnswer): void => {
  response.writeHead(status, { 'content-type': contentType }).end(body);
};

/** Starts the server on a free port of loopback, or on the one asked for. */
export const startCarrierServer = async (
  carriers: readonly CarrierSandbox[],
  counter: Counter,
  port = 0,
): Promise<CarrierServer> => {
  const sandboxes = new Map<string, CarrierSandbox>(carriers.map((one) => [one.name, one]));
  const server = createServer((request, response) => {
    answerOf(request, sandboxes, counter).then(
      (answer) => send(response, answer),
      (error: unknown) => send(response, { status: 500, contentType: 'text/plain', body: String(error) }),
    );
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
