/** The readers of tracking pages, a process of its own: each asks for one page after another, as browsers do that open a link. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

export type PageTask = { origin: string; paths: string[]; readers: number; seconds: number; warmUpSeconds: number };
export type PageResult = { pages: number; refused: number; bytes: number; seconds: number; delays: Float64Array };

const read = async (pool: Pool, path: string): Promise<{ status: number; bytes: number }> => {
  const { statusCode, body } = await pool.request({
    method: 'GET',
    path,
    headers: { accept: 'text/html', 'accept-language': 'en' },
  });
  return { status: statusCode, bytes: (await body.arrayBuffer()).byteLength };
};

const run = async ({ origin, paths, readers, seconds, warmUpSeconds }: PageTask): Promise<PageResult> => {
  const pool = new Pool(origin, { connections: readers });
  const counts = { pages: 0, refused: 0, bytes: 0 };
  const delays: number[] = [];
  const from = performance.now() + warmUpSeconds * 1000;
  const until = from + seconds * 1000;
  let next = 0;
  const reader = async (): Promise<void> => {
    while (performance.now() < until) {
      const began = performance.now();
      const { status, bytes } = await read(pool, paths[next++ % paths.length] ?? '/');
      const now = performance.now();
      if (began < from || now > until) continue;
      if (status !== 200) counts.refused++;
      counts.pages++;
      counts.bytes += bytes;
      delays.push(now - began);
    }
  };
  const warm = sleep(warmUpSeconds * 1000).then(() => process.send?.({ ready: 'warm' }));
  await Promise.all([warm, ...Array.from({ length: readers }, reader)]);
  await pool.close();
  return { ...counts, seconds, delays: Float64Array.from(delays).sort() };
};

process.on('message', ({ task }: { task?: PageTask }) => {
  if (!task) return;
  void run(task).then((result) => process.send?.({ result }, () => process.exit(0)));
});
