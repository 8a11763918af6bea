/** An engine that takes connections and says nothing: the first call pays for finding out, all later ones fail at once. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Analytics, open } from '../client.ts';
import { EngineError } from './error.ts';

/** Asked for while the server was mute, and answered when it no longer is: as a process that was stopped does. */
const held: (() => void)[] = [];
let mute = false;
let questions = 0;
const respond = (request: IncomingMessage, response: ServerResponse): void => {
  const isPing = request.url?.startsWith('/ping');
  if (!isPing) questions += 1;
  const answer = () => void response.end(isPing ? 'Ok.\n' : '[1]\n');
  request.resume();
  request.on('end', () => (mute ? held.push(answer) : answer()));
};
const server = createServer(respond);
let client: Analytics;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  client = open(`http://default:x@127.0.0.1:${(server.address() as AddressInfo).port}/any`);
});
afterAll(async () => {
  await client?.close();
  server.closeAllConnections();
  server.close();
});

const calls: [string, () => Promise<unknown>][] = [
  ['a question', () => client.values('SELECT 1')],
  ['an insert', () => client.insert({ name: 't', columns: ['id'] }, [[1]], 'a')],
  ['a command', () => client.command('SELECT 1')],
  ['the database', () => client.prepare()],
];
const failure = (call: () => Promise<unknown>): Promise<unknown> =>
  call().then(
    () => 'an answer',
    (error: unknown) => (error instanceof EngineError ? error.fault : error),
  );

it('is away for all once one call has found out, and there again when it answers', async () => {
  expect(await client.values('SELECT 1')).toEqual([[1]]);
  mute = true;
  expect(await failure(() => client.values('SELECT 1'))).toBe('engine');
  const before = questions;
  const started = performance.now();
  for (const [name, call] of calls) expect([name, await failure(call)]).toEqual([name, 'engine']);
  expect(await client.ping()).toBe(false);
  expect(performance.now() - started).toBeLessThan(200);
  expect(questions).toBe(before);
  mute = false;
  for (const answer of held.splice(0)) answer();
  await expect.poll(() => client.ping(), { timeout: 10_000 }).toBe(true);
  expect(await client.values('SELECT 1')).toEqual([[1]]);
});
