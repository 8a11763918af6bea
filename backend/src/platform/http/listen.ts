/** Lets a server listen, and says on which port it does. */
import type { Server } from 'node:http';

/** Resolves with the port, which the system chooses when 0 is asked for; rejects when the port cannot be had. */
export const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

/** The same, on any free port where the one asked for is taken and another will do. */
export const listenOn = (
  server: Server,
  { port, host, portIsOpen }: { port: number; host: string; portIsOpen: boolean },
): Promise<number> =>
  listen(server, port, host).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' || port === 0 || !portIsOpen) throw error;
    return listen(server, 0, host);
  });
