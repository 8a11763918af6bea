/** A socket client that asks for the whole log again and again, on one line that it reads and on one that it does not. */
import { io } from 'socket.io-client';

export type AskingTask = { origin: string; key: string; asksEachSecond: number };
export type AskingResult = { asked: number; frames: number };

const events = ['orders.order_placed', 'shipping.shipment_created', 'shipping.label_created', 'tracking.eta_updated'];

if (process.send)
  process.once('message', ({ task }: { task: AskingTask }) => {
    let asked = 0;
    let frames = 0;
    const lines = [true, false].map((reads) => {
      const line = io(task.origin, { transports: ['websocket'], auth: { key: task.key }, forceNew: true });
      const count = (): void => void frames++;
      line.on('log:frame', count).on('wall:frame', count);
      // The ws library of Node leaves its socket in reach: paused, it takes nothing more from the network.
      line.on('connect', () => {
        if (reads) return;
        const ws: unknown = Reflect.get(line.io.engine.transport, 'ws');
        const socket: unknown = typeof ws === 'object' && ws !== null ? Reflect.get(ws, '_socket') : undefined;
        if (typeof socket === 'object' && socket !== null) Reflect.apply(Reflect.get(socket, 'pause'), socket, []);
      });
      return line;
    });
    const asking = setInterval(() => {
      for (const line of lines) {
        if (!line.connected) continue;
        asked += 1;
        line.emit('follow', { events: events.slice(1), after: 0 }, () => undefined);
        line.emit('join', { room: 'wall', after: 0 }, () => undefined);
      }
    }, 2_000 / task.asksEachSecond);
    process.once('message', () => {
      clearInterval(asking);
      for (const line of lines) line.close();
      process.send?.({ result: { asked, frames } satisfies AskingResult }, () => process.exit(0));
    });
    process.send?.({ ready: true });
  });
