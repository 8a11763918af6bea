/**
 * Listens in one room of the tower's sockets with the browser's own WebSocket. The whole client library would be a quarter
 * of the page's script for one message it never answers. Protocol: Engine.IO 4 (packets 0 open, 2 ping, 3 pong, 4 message)
 * under Socket.IO 5 (0 connect, 2 event, 3 ack, 4 refused), as their protocol documents describe them.
 */
export type Heard = {
  /** The room was joined; `again` when it had been before. */
  joined(again: boolean): void;
  /** An event of this name came. */
  event(name: string): void;
  /** The line was lost; another try follows by itself. */
  lost(): void;
};

export type Packet =
  | { kind: 'open'; silenceMs: number }
  | { kind: 'connected' | 'ping' | 'ack' | 'refused' | 'other' }
  | { kind: 'event'; name: string };

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** What a packet from the server is. `silenceMs` is how long the server may be silent before the line counts as lost. */
export const readPacket = (data: string): Packet => {
  if (data[0] === '0') {
    const { pingInterval = 25_000, pingTimeout = 20_000 } = (parsed(data.slice(1)) ?? {}) as Record<string, number>;
    return { kind: 'open', silenceMs: pingInterval + pingTimeout };
  }
  if (data === '2') return { kind: 'ping' };
  if (data.startsWith('40')) return { kind: 'connected' };
  if (data.startsWith('43')) return { kind: 'ack' };
  if (data.startsWith('44') || data.startsWith('41') || data[0] === '1') return { kind: 'refused' };
  const event = /^42\d*(\[.*)$/s.exec(data)?.[1];
  const name = event ? (parsed(event) as unknown[] | null)?.[0] : undefined;
  return typeof name === 'string' ? { kind: 'event', name } : { kind: 'other' };
};

/** A page for everybody is nobody's, whoever else is signed in in this browser. */
const asNobody = `40${JSON.stringify({ anonymous: true })}`;

const longestWaitMs = 10_000;

/** Joins `room` and stays in it; tries again when the line is lost. The answer ends it. */
export const listenIn = (room: string, heard: Heard): (() => void) => {
  let socket: WebSocket | null = null;
  let ended = false;
  let tries = 0;
  let before = false;
  let silence = 0;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const watch = (): void => {
    clearTimeout(watchdog);
    if (silence > 0) watchdog = setTimeout(() => socket?.close(), silence);
  };
  const take = (data: string): void => {
    const packet = readPacket(data);
    if (packet.kind === 'open') {
      silence = packet.silenceMs;
      socket?.send(asNobody);
    } else if (packet.kind === 'ping') socket?.send('3');
    else if (packet.kind === 'connected') socket?.send(`420${JSON.stringify(['join', { room }])}`);
    else if (packet.kind === 'ack') {
      tries = 0;
      heard.joined(before);
      before = true;
    } else if (packet.kind === 'refused') socket?.close();
    else if (packet.kind === 'event') heard.event(packet.name);
    watch();
  };
  const connect = (): void => {
    const line = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
    socket = line;
    line.onmessage = ({ data }) => take(String(data));
    line.onclose = () => {
      clearTimeout(watchdog);
      if (ended) return;
      if (before && tries === 0) heard.lost();
      tries += 1;
      // Spread out, so that a tower that comes back is not met by everybody at once.
      waiting = setTimeout(connect, Math.min(longestWaitMs, 250 * 2 ** tries) * (0.5 + Math.random()));
    };
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(waiting);
    clearTimeout(watchdog);
    socket?.close();
  };
};
