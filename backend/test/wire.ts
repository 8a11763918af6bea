/**
 * A line to a store that a test can hold: what goes over it then arrives nowhere and nobody is told, as when a machine is
 * gone, a cable is cut or a process is stopped. Let go, everything that was held goes on.
 */
import { connect, createServer, type Socket } from 'node:net';

export type Wire = {
  /** The address, with the line's port in the place of the store's. */
  url: string;
  hold(): void;
  letGo(): void;
  /** Breaks every connection there is, and refuses new ones until `letGo`. */
  cut(): void;
  close(): Promise<void>;
};

/** Opens a line to the store of an address. */
export const openWire = async (storeUrl: string): Promise<Wire> => {
  const target = new URL(storeUrl);
  const sockets = new Set<Socket>();
  let state: 'open' | 'held' | 'cut' = 'open';
  const join = (near: Socket, far: Socket): void => {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('data', (bytes) => other.write(bytes));
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        // A held line says nothing of an end either.
        if (state !== 'held') other.destroy();
      });
      if (state === 'held') one.pause();
    }
  };
  const server = createServer({ pauseOnConnect: true }, (near) => {
    if (state === 'cut') return void near.resetAndDestroy();
    join(near, connect(Number(target.port), target.hostname));
    if (state === 'open') near.resume();
  });
  const { promise: listening, resolve } = Promise.withResolvers<number>();
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    resolve(typeof address === 'object' && address ? address.port : 0);
  });
  const port = await listening;
  return {
    url: Object.assign(new URL(storeUrl), { hostname: '127.0.0.1', port: String(port) }).toString(),
    hold: () => {
      state = 'held';
      for (const socket of sockets) socket.pause();
    },
    letGo: () => {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
};
