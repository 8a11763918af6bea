/** The load generator, a process of its own: sends webhooks as fast as they are answered, or at a steady rate whatever the answers do. */
import { type Answer, type Line, openLine } from './http-line.ts';
import { requestOf, type Scan, scanOf } from './webhook-bodies.ts';

export type LoadTask = {
  origin: string;
  numbers: string[];
  /** Webhooks made beforehand: the most that can be sent. */
  webhooks: number;
  scansPerWebhook: number;
  seconds: number;
  connections: number;
  pipelining: number;
  /** Webhooks a second; as fast as they are answered when left out. */
  rate?: number | undefined;
  /** First scan time in ms; later scans of a number are later by a millisecond and more. */
  startAt: number;
  /** Whether to tell the sending time of every scan. */
  stamps: boolean;
};
export type LoadResult = {
  webhooks: number;
  recorded: number;
  refused: number;
  seconds: number;
  exhausted: boolean;
  /** ms of the machine's clock, by `number time` of the first scan of a webhook. */
  sentAt: Map<string, number>;
};

/** The machine's clock with fractions of a millisecond: comparable between processes of one machine. */
export const clock = (): number => performance.timeOrigin + performance.now();

type Prepared = { request: Buffer; key: string };

const prepare = ({ origin, numbers, webhooks, scansPerWebhook, startAt }: LoadTask): Prepared[] => {
  const { host } = new URL(origin);
  let n = 0;
  const nextScan = (): Scan => {
    const round = Math.floor(n / numbers.length);
    return scanOf(numbers[n++ % numbers.length] ?? '', startAt + round * 1_000);
  };
  return Array.from({ length: webhooks }, () => {
    const scans = Array.from({ length: scansPerWebhook }, nextScan);
    return { request: requestOf(host, scans), key: `${scans[0]?.tracking_number} ${scans[0]?.time}` };
  });
};

const run = async (task: LoadTask, prepared: readonly Prepared[]): Promise<LoadResult> => {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const result = { webhooks: 0, recorded: 0, refused: 0, sentAt: new Map<string, number>() };
  let next = 0;
  const began = clock();
  const deadline = began + task.seconds * 1000;
  const lines: Line[] = [];
  const isOver = (): boolean => clock() >= deadline || next >= prepared.length;
  const send = (line: Line): void => {
    const one = prepared[next++];
    if (!one) return;
    if (task.stamps) result.sentAt.set(one.key, clock());
    line.send(one.request);
  };
  const take = ({ status, body }: Answer): void => {
    result.webhooks++;
    if (status === 200) result.recorded += Number(/"recorded":(\d+)/.exec(body)?.[1] ?? 0);
    else result.refused++;
  };
  for (let i = 0; i < task.connections; i++) {
    const line: Line = await openLine(task.origin, (answer) => {
      take(answer);
      if (task.rate === undefined && !isOver()) send(line);
      else if (isOver() && lines.every(({ waiting }) => waiting === 0)) end();
    });
    lines.push(line);
  }
  if (task.rate === undefined) for (const line of lines) for (let i = 0; i < task.pipelining; i++) send(line);
  else pace(task.rate, { isOver, send: () => send(lines[next % lines.length] as Line), sent: () => next });
  await over;
  const seconds = (clock() - began) / 1000;
  for (const line of lines) line.end();
  return { ...result, seconds, exhausted: next >= prepared.length && clock() < deadline };
};

/** Sends by the clock, never waiting for an answer: a slow tower must not be spared. */
const pace = (rate: number, { isOver, send, sent }: { isOver(): boolean; send(): void; sent(): number }): void => {
  const began = clock();
  const timer = setInterval(() => {
    const due = ((clock() - began) / 1000) * rate;
    while (sent() < due && !isOver()) send();
    if (isOver()) clearInterval(timer);
  }, 1);
};

if (process.send)
  process.once('message', ({ task }: { task: LoadTask }) => {
    const prepared = prepare(task);
    process.once('message', () =>
      run(task, prepared).then((result) => process.send?.({ result }, () => process.exit(0))),
    );
    process.send?.({ ready: true });
  });
