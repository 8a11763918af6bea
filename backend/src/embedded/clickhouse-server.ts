/**
 * Entry of the embedded ClickHouse process: `node clickhouse-server.ts --data DIR --port N [--with-parent [--home DIR]]`. A process of its own,
 * because the engine holds one data directory for good and takes its whole process with it if it crashes.
 */
import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBinding } from './clickhouse/binding.ts';
import { type Engine, openEngine } from './clickhouse/engine.ts';
import { createHttp } from './clickhouse/http.ts';
import { goOnAlone } from './home/alone.ts';

const DRAIN_MS = 2_500;
const LAST_RESORT_MS = 4_500;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    port: { type: 'string', default: '0' },
    'with-parent': { type: 'boolean' },
    home: { type: 'string' },
  },
});
const password = process.env.GANTRY_CLICKHOUSE_PASSWORD ?? '';
if (!values.data || !password) {
  console.error('usage: GANTRY_CLICKHOUSE_PASSWORD=... node clickhouse-server.ts --data DIR --port N');
  process.exit(2);
}

// What it says is lost on a full disk, and that is all.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const directory = resolve(values.data);
rmSync(`${directory}/spool`, { recursive: true, force: true });
const engine = openEngine(loadBinding(), directory);
const server = createHttp(engine, password);

server.once('error', (error: NodeJS.ErrnoException) => {
  console.error(error.message);
  process.exit(error.code === 'EADDRINUSE' ? 98 : 1);
});
server.listen(Number(values.port), '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  console.log(`ready on 127.0.0.1:${port}`);
  process.send?.({ ready: port });
});

process.once('SIGTERM', () => stop(engine));
process.once('SIGINT', () => stop(engine));
// Our starter holds the other end of stdin: when it dies, however it dies, the engine goes too, unless another comes.
const { home } = values;
const abandoned = (): void => (home ? goOnAlone(home, () => stop(engine)) : stop(engine));
if (values['with-parent']) process.stdin.resume().once('close', abandoned);

/** Lets running statements finish for a moment, then leaves. The data is safe at any instant, so a late query is simply cut. */
function stop(engine: Engine): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_RESORT_MS).unref();
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => process.kill(process.pid, 'SIGKILL'), DRAIN_MS);
  void engine.idle().then(() => {
    clearTimeout(late);
    server.closeAllConnections();
    engine.close();
    process.exit(0);
  });
}
