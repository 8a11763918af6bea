/** A port that is taken: refused to whoever asked for it in particular, another one for all others. */
import { createServer, type Server } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { listen, listenOn } from './listen.ts';

const servers: Server[] = [];
const server = (): Server => {
  const one = createServer();
  servers.push(one);
  return one;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((one) => new Promise((done) => one.close(done))));
});

it('is refused to whoever asked for it, and another is taken where it does not matter', async () => {
  const host = '127.0.0.1';
  const port = await listen(server(), 0, host);
  await expect(listenOn(server(), { port, host, portIsOpen: false })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const other = await listenOn(server(), { port, host, portIsOpen: true });
  expect(other).not.toBe(port);
  expect(other).toBeGreaterThan(0);
});
