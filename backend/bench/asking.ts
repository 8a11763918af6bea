/** How long others wait at the api while one client asks for the whole log again and again, and what it costs the process. */
import { enginesOf, inTower, makeNetwork } from './bench-tower.ts';
import type { Dials } from './dials.ts';
import type { AskingResult, AskingTask } from './load/asking-client.ts';
import { processorSeconds, residentMegabytes, startHelper } from './processes.ts';
import { type Figures, quantile, type Report } from './report.ts';

/** Below the limit of 20 a second, so that the client is not sent away. */
const asksEachSecond = 18;
const everyMs = 25;

type Watched = { url: string; key: string; pid: number };

/** Asks the list of shipments at a steady rate and notes how long each answer takes, and the most memory. */
const watch = async ({ url, key, pid }: Watched, seconds: number, when: string): Promise<Figures> => {
  const waits: number[] = [];
  let most = 0;
  const used = processorSeconds(pid);
  const pending: Promise<void>[] = [];
  const one = async (): Promise<void> => {
    const begun = performance.now();
    const answer = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
    await answer.arrayBuffer();
    if (answer.ok) waits.push(performance.now() - begun);
  };
  for (let n = 0; n < (seconds * 1_000) / everyMs; n++) {
    pending.push(one());
    most = Math.max(most, residentMegabytes(pid));
    await new Promise((done) => setTimeout(done, everyMs));
  }
  await Promise.all(pending);
  waits.sort((a, b) => a - b);
  return {
    [`${when}: p50 ms`]: quantile(waits, 0.5),
    [`${when}: p99 ms`]: quantile(waits, 0.99),
    [`${when}: most MB`]: most,
    [`${when}: api % of a core`]: ((processorSeconds(pid) - used) / seconds) * 100,
  };
};

/** Watches the api before, while and after such a client is there. */
export const run = (dials: Dials): Promise<Report> =>
  inTower(async (tower) => {
    const seconds = dials.seconds ?? 20;
    await makeNetwork(tower, Math.min(dials.shipments, 1_000));
    const { rows } = await tower.database.query<{ n: number }>('SELECT seq::int AS n FROM sequencer_cursor');
    const watched = {
      url: `${tower.origin}/api/logistics/shipments?limit=20`,
      key: tower.adminKey,
      pid: tower.file().pids.api ?? 0,
    };
    await watch(watched, 3, 'warm-up');
    const before = await watch(watched, seconds, 'alone');
    const task: AskingTask = { origin: tower.origin, key: tower.adminKey, asksEachSecond };
    const client = startHelper<AskingResult>('asking-client.ts', task);
    await client.ready;
    const during = await watch(watched, seconds, 'with it');
    client.tell('end');
    const { asked, frames } = await client.result;
    const after = await watch(watched, 5, 'after it left');
    return {
      bench: 'asking',
      engines: await enginesOf(tower),
      figures: { 'log events': rows[0]?.n ?? 0, ...before, ...during, ...after, asked, 'frames it got': frames },
    };
  });
