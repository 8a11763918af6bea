/**
 * A tower that answers what a test tells it to, behind the real pages: for states that a real one is rarely in (a map
 * somebody else has just saved, an answer that never comes). Every answer is checked against its contract first.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import type { Endpoint, Problem } from '@gantry/shared/api/endpoint';
import type { LogFrame } from '@gantry/shared/live';
import type { Browser, BrowserContext, Page, WebSocketRoute } from 'playwright-core';

const build = process.env.GANTRY_PAGES ?? join(import.meta.dirname, '../build/handler.js');

/** Says whose tower answers a browser: what pages ask goes to one server for all towers of a file. */
const seatCookie = 'staff-seat';

export type ServedPages = {
  origin: string;
  /** From now on the tower answers whoever sends this cookie. */
  seat(tower: StaffTower): { name: string; value: string; url: string };
  stop(): Promise<void>;
};

/**
 * The pages as they are built, on a port of their own, with the towers behind it. Asked by HTTP as a tower is: answers that
 * Playwright gives in a request's place make it hold and look at every file of a page, and keep the browser's cache off.
 */
export const servePages = async (): Promise<ServedPages> => {
  const { handler } = (await import(pathToFileURL(build).href)) as {
    handler: (request: IncomingMessage, response: ServerResponse) => void;
  };
  const towers: StaffTower[] = [];
  const server: Server = createServer((request, response) => {
    const seat = new RegExp(`${seatCookie}=(\\d+)`).exec(request.headers.cookie ?? '')?.[1];
    const tower = towers[Number(seat)];
    if (tower && request.url?.startsWith('/api/')) void tower.answer(request, response);
    else handler(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    seat: (tower) => ({ name: seatCookie, value: String(towers.push(tower) - 1), url: origin }),
    stop: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
};

export type Asked = {
  path: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  /** The merchant that the call names. */
  merchant: string | null;
  /** The bearer token that was sent along; pages send none. */
  key: string | null;
};
type Answer = { status: number; body: unknown };
type Responder = { endpoint: Endpoint; pattern: RegExp; answer: (asked: Asked) => Answer | Promise<Answer> };

/** A refusal as Problem Details. */
export const refuse = (status: number, more: Partial<Problem> = {}): Answer => ({
  status,
  body: { type: 'urn:test', title: 'Refused', status, code: 'refused', ...more },
});

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`);

/** A page that follows events by name, and how far it has been told of the log. */
type Follower = { names: ReadonlySet<string>; told: number };

/** What the tower answers, and what it was asked. */
export class StaffTower {
  /** Whether the cookie of the browser is that of somebody: what is not public is 401 otherwise. */
  signedIn = true;
  readonly asked: { endpoint: string; asked: Asked }[] = [];
  readonly unknown: string[] = [];
  /** What sockets said of themselves when they came. */
  readonly handshakes: string[] = [];
  readonly #responders = new Map<string, Responder>();
  readonly #sockets = new Set<WebSocketRoute>();
  readonly #followers = new Map<WebSocketRoute, Follower>();
  readonly #log: LogFrame['events'] = [];
  #beat: ReturnType<typeof setInterval> | undefined;
  #silent = false;
  #seq = 100;

  /** Answers an endpoint from now on: with a reply, or with what a function says of what was asked. */
  on<E extends Endpoint>(endpoint: E, answer: ((asked: Asked) => Answer | Promise<Answer>) | object): this {
    const give =
      typeof answer === 'function'
        ? (answer as Responder['answer'])
        : () => ({ status: endpoint.success ?? 200, body: endpoint.reply.parse(answer) });
    this.#responders.set(endpoint.id, { endpoint, pattern: patternOf(endpoint.path), answer: give });
    return this;
  }

  /** Requests an endpoint got, oldest first. */
  of(endpoint: Endpoint): Asked[] {
    return this.asked.filter((one) => one.endpoint === endpoint.id).map(({ asked }) => asked);
  }

  /** Tells every page that follows it that something happened to a stream. */
  tell(name: string, streamId: string): void {
    this.#seq += 1;
    const event = {
      seq: this.#seq,
      id: `e${this.#seq}`,
      name,
      streamId,
      version: 1,
      recordedAt: new Date().toISOString(),
    };
    this.#log.push(event);
    this.#frames();
  }

  /** Nothing comes over the line any more, although it stays open; or it does again. */
  hush(silent = true): void {
    this.#silent = silent;
  }

  /** Sends every line away, as the tower does when somebody's rights change or end. */
  dismiss(): void {
    for (const socket of this.#sockets) socket.send('41');
    this.#followers.clear();
  }

  /** Cuts every line; pages may come back at once. */
  cut(): void {
    for (const socket of this.#followers.keys()) void socket.close();
    this.#followers.clear();
  }

  /** What the open pages follow, all together. */
  get followed(): string[] {
    return [...new Set([...this.#followers.values()].flatMap(({ names }) => [...names]))].sort();
  }

  /** What each page has not been told yet of the events it follows; nothing of others. */
  #frames(): void {
    if (this.#silent) return;
    for (const [socket, follower] of this.#followers) {
      const events = this.#log.filter(({ seq, name }) => seq > follower.told && follower.names.has(name));
      const frame: LogFrame = { from: follower.told, to: this.#seq, events };
      follower.told = this.#seq;
      socket.send(`42${JSON.stringify(['log:frame', frame])}`);
    }
  }

  /** Speaks on the lines that the page opens. */
  async attach(page: Page): Promise<void> {
    await page.routeWebSocket(/\/socket\.io\//, (socket) => this.#greet(socket));
    this.#beat ??= setInterval(() => this.#frames(), 500);
    page.once('close', () => clearInterval(this.#beat));
  }

  /** Answers what a page asks. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.#say(request);
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  }

  async #say(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? '', 'http://tower');
    const found = [...this.#responders.values()].find(
      ({ endpoint, pattern }) => endpoint.method === request.method && pattern.test(url.pathname),
    );
    if (!found) {
      this.unknown.push(`${request.method} ${url.pathname}`);
      return refuse(404);
    }
    const { authorization = '', 'gantry-merchant': merchant = null } = request.headers;
    const key = /^Bearer (.*)$/.exec(authorization)?.[1] ?? null;
    const body = JSON.parse((await text(request)) || '{}') as Record<string, unknown>;
    const asked = { path: url.pathname, query: url.searchParams, body, merchant: merchant && String(merchant), key };
    this.asked.push({ endpoint: found.endpoint.id, asked });
    const admitted = this.signedIn || found.endpoint.area === 'public';
    return admitted ? found.answer(asked) : refuse(401);
  }

  /** Engine.IO 4 and Socket.IO 5 as far as following needs them: open, connect, follow with its acknowledgement. */
  #greet(socket: WebSocketRoute): void {
    socket.send('0{"sid":"s","upgrades":[],"pingInterval":300000,"pingTimeout":300000,"maxPayload":1000000}');
    socket.onMessage((message) => {
      const text = String(message);
      if (text.startsWith('40')) {
        this.handshakes.push(text.slice(2));
        socket.send('40{"sid":"c"}');
      }
      const asked = /^42(\d+)(\["follow",.*)$/s.exec(text);
      if (asked?.[1] && asked[2]) this.#follow(socket, asked[1], asked[2]);
    });
    this.#sockets.add(socket);
    socket.onClose(() => {
      this.#sockets.delete(socket);
      this.#followers.delete(socket);
    });
  }

  #follow(socket: WebSocketRoute, reply: string, asked: string): void {
    if (this.#silent) return;
    const [, { events, after }] = JSON.parse(asked) as [string, { events: string[]; after?: number }];
    if (events.length === 0) this.#followers.delete(socket);
    else this.#followers.set(socket, { names: new Set(events), told: after ?? this.#seq });
    this.#frames();
    socket.send(`43${reply}[{"ok":true,"seq":${this.#seq},"resync":false}]`);
  }
}

export type Seat = { width?: number; height?: number; theme?: 'dark' | 'light' };

/** A browser context with a page in which somebody of the staff sits; whether they are signed in, the tower knows. */
export const sitDown = async (
  { browser, served }: { browser: Browser; served: ServedPages },
  tower: StaffTower,
  { width = 1280, height = 800, theme = 'dark' }: Seat = {},
): Promise<{ page: Page; context: BrowserContext }> => {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
  await context.addCookies([served.seat(tower)]);
  await context.addInitScript((look) => localStorage.setItem('gantry.theme', look), theme);
  const page = await context.newPage();
  await tower.attach(page);
  return { page, context };
};
