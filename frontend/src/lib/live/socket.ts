/** The one socket of a page, typed by the contract. It is made on demand and connects when told to. */
import type { ClientToServer, ServerToClient } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';

export type LiveSocket = Socket<ServerToClient, ClientToServer>;

/**
 * Makes a socket to our own origin; who listens is told by the cookie that travels with its handshake. `merchant` is asked
 * for at each connect. Reconnects by itself, soon and for ever: a wall has nobody to press reload.
 */
export const liveSocket = (merchant: () => string | null): LiveSocket =>
  io({
    autoConnect: false,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 250,
    reconnectionDelayMax: 2000,
    timeout: 4000,
    auth: (give) => {
      const chosen = merchant();
      give(chosen ? { merchant: chosen } : {});
    },
  });
