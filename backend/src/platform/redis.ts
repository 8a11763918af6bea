/** Redis: wake-up calls between processes, rate limits, the queue. Everything in it can be lost. */
import { createClient } from 'redis';

const create = (url: string) =>
  createClient({
    url,
    socket: { reconnectStrategy: (tries) => Math.min(50 * 2 ** tries, 2_000) },
    disableOfflineQueue: true,
  });
export type Redis = ReturnType<typeof create>;

/** Connects and keeps reconnecting; errors go to `onError`, never to the process. */
export const openRedis = async (url: string, onError: (error: Error) => void): Promise<Redis> => {
  const client = create(url);
  client.on('error', onError);
  await client.connect();
  return client;
};
