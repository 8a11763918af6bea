/** One run: a tower, its load and its clients, the faults of a seed, and what is found when all has come to rest. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { randomOf } from '../../src/sandbox/random.ts';
import { makeNetwork } from '../bench-tower.ts';
import { type History, openHistory } from './clients/history.ts';
import { startLoad } from './clients/load.ts';
import { openSender } from './clients/sender.ts';
import { type Clients, openClients } from './clients/sockets.ts';
import { check } from './judge/checker.ts';
import { falseAlarms, lies, standingWalls } from './judge/honesty.ts';
import { recoveries } from './judge/recovery.ts';
import { type Findings, failuresOf } from './judge/verdict.ts';
import type { Fault } from './schedule.ts';
import { bringFaults, type DoneStep } from './tower/faults.ts';
import { apis, type ChaosTower, openChaosTower } from './tower/tower.ts';
import { gatherEvidence } from './truth/evidence.ts';
import { type Health, watchHealth } from './truth/health.ts';
import { untilAtRest } from './truth/rest.ts';
import { usualAge } from './truth/sample.ts';
import { type Truth, watchTruth } from './truth/truth.ts';

export type RunTask = {
  seed: number;
  seconds: number;
  shipments: number;
  /** What the seed brings, once it is known whether the disk can be filled. */
  faults(canFillDisks: boolean): readonly Fault[];
  /** What the processes of the tower get in their environment besides. */
  env?: Record<string, string>;
  tell(text: string): void;
};
export type RunResult = Findings & { history: History; resyncs: number; head: number };

type Scene = { tower: ChaosTower; clients: Clients; truth: Truth; health: Health; history: History };

const networkOf = async ({ file, origins }: ChaosTower, history: History, count: number) => {
  const database = new pg.Pool({ connectionString: file.databaseUrl, max: 2 });
  try {
    const network = await makeNetwork({ origin: origins.api, adminKey: file.adminKey, database }, count);
    for (const [n, { number }] of network.entries()) {
      for (const [thing, key] of [['order', `bench-${n}`] as const, ['shipment', number] as const]) {
        history.sent(thing, [key]);
        history.answered(thing, [key], 'acknowledged');
      }
    }
    return network;
  } finally {
    await database.end();
  }
};

const longestDrainMs = 90_000;

/** Loads and hurts the tower for its time, then lets everything that is on its way arrive. */
const hurt = async (
  { tower, history }: Scene,
  task: RunTask,
): Promise<{ start: number; until: number; steps: DoneStep[] }> => {
  const givenUp = new AbortController();
  const faultsOver = new AbortController();
  const sender = openSender(tower.origins, { history, random: randomOf('senders', task.seed), stop: givenUp.signal });
  const network = await networkOf(tower, history, task.shipments);
  const start = Date.now();
  const load = startLoad(sender, { network, key: tower.file.adminKey, random: randomOf('load', task.seed) });
  try {
    const faults = bringFaults(tower, task.faults(tower.disk !== undefined), {
      start,
      stop: faultsOver.signal,
      tell: task.tell,
    });
    await pause(Math.max(0, start + task.seconds * 1_000 - Date.now()));
    load.stop();
    const until = Date.now();
    const steps = await faults;
    const deadline = Date.now() + longestDrainMs;
    while (sender.open > 0 && Date.now() < deadline) await pause(100);
    task.tell(`the load has ended; ${sender.open} messages stay unanswered`);
    return { start, until, steps };
  } finally {
    load.stop();
    faultsOver.abort();
    givenUp.abort();
    await sender.close();
  }
};

const judge = async (scene: Scene, hurting: Awaited<ReturnType<typeof hurt>>): Promise<RunResult> => {
  const { tower, clients, truth, health, history } = scene;
  const { start, until, steps } = hurting;
  const { head, restless } = await untilAtRest(tower, clients, 60_000);
  health.stop();
  await truth.stop();
  const differences = check(history.outcomes, await gatherEvidence(tower, clients, head));
  clients.close();
  const { samples } = truth;
  const normalMs = usualAge(
    samples.filter(({ at }) => at > start),
    steps[0]?.began ?? until,
  );
  const walls = clients.walls.flatMap(({ answers }) => answers);
  const known = new Map(steps.map((step) => [step.step, step.remarks]));
  return {
    start,
    recoveries: recoveries(steps, { apis, acks: history.acks, samples, until, normalMs }).map((one) => ({
      ...one,
      remarks: known.get(one.step) ?? [],
    })),
    differences,
    lies: [
      ...lies(health.answers, samples),
      ...lies(walls, samples, (figure) => figure === 'log'),
      ...standingWalls(walls, samples),
    ],
    falseAlarms: falseAlarms(health.answers, samples, {
      faults: steps.map(({ began, ended }): [number, number] => [began, ended]),
      normalMs,
    }),
    deaths: tower.deaths,
    restless,
    history,
    head,
    resyncs: [...clients.followers, ...clients.walls].reduce((sum, client) => sum + client.resyncs(), 0),
  };
};

/** Runs it on a tower of its own, which is gone afterwards. */
export const runChaos = async (task: RunTask): Promise<RunResult> => {
  // A disk that holds what the run writes, and little more: it has to be filled.
  const tower = await openChaosTower(900 + Math.round(task.seconds * 2.5), task.env ?? {});
  const scene: Scene = {
    tower,
    clients: openClients(tower.origins, tower.file.adminKey),
    truth: watchTruth(tower.file),
    health: watchHealth(tower.origins),
    history: openHistory(),
  };
  const interrupted = (): void => void tower.end().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    const result = await judge(scene, await hurt(scene, task));
    if (failuresOf(result).length > 0) {
      const folder = join(tmpdir(), `gantry-chaos-logs-${task.seed}`);
      tower.keepLogs(folder);
      task.tell(`the logs of its processes are kept in ${folder}`);
    }
    return result;
  } finally {
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    scene.health.stop();
    scene.clients.close();
    await scene.truth.stop();
    await tower.end();
  }
};
