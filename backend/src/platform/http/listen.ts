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
