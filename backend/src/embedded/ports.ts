/** Ports on loopback, chosen without a race: the kernel picks, and a loser of a race simply picks again. */
import { createServer } from 'node:net';

/** Thrown by a starter when its port turned out to be in use. */
export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is in use`);
    this.name = 'PortTaken';
  }
}

/** A port nobody listens on at this moment; `preferred` when that one is free. */
export async function freePort(preferred?: number): Promise<number> {
  return (await tryPort(preferred ?? 0)) ?? (await tryPort(0)) ?? 0;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

/** Runs `start` on the preferred port, or on others while they turn out to be taken. Gives up after ten. */
export async function onFreePort<T>(preferred: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
  let wish = preferred;
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(wish);
    try {
      return await start(port);
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === 10) throw error;
      wish = undefined;
    }
  }
}
