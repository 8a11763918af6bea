/** Many walls at once, in a process of their own: each notes when it learned of every parcel's newest scan. */
import type { ClientToServer, JoinReply, ServerToClient } from '@gantry/shared/live';
import { io, type Socket } from 'socket.io-client';
import { clock } from './load.ts';

export type WallTask = { origin: string; key: string; clients: number };
/** For every `shipment since` the ms of the machine's clock at which each client had it. */
export type WallResult = { seen: Map<string, Float64Array>; frames: number };

type Wall = Socket<ServerToClient, ClientToServer>;

const open = async ({ origin, key }: WallTask): Promise<Wall> => {
  const socket: Wall = io(origin, { transports: ['websocket'], auth: { key }, forceNew: true });
  const answer = await new Promise<JoinReply>((resolve, reject) => {
    socket.on('connect_error', reject);
    socket.on('connect', () => socket.emit('join', { room: 'wall' }, resolve));
  });
  if (!answer.ok) throw new Error(`join refused: ${answer.reason}`);
  return socket;
};

if (process.send)
  process.once('message', async ({ task }: { task: WallTask }) => {
    const seen = new Map<string, Float64Array>();
    let frames = 0;
    const walls = await Promise.all(Array.from({ length: task.clients }, () => open(task)));
    for (const [client, wall] of walls.entries())
      wall.on('wall:frame', ({ parcels }) => {
        frames++;
        const now = clock();
        for (const { id, since } of parcels) {
          const key = `${id} ${since}`;
          let times = seen.get(key);
          if (!times) {
            times = new Float64Array(task.clients);
            seen.set(key, times);
          }
          if (!times[client]) times[client] = now;
        }
      });
    process.once('message', () => {
      for (const wall of walls) wall.close();
      process.send?.({ result: { seen, frames } satisfies WallResult }, () => process.exit(0));
    });
    process.send?.({ ready: true });
  });
