/** Two workers share the fact tables between them, and what one of them fed when it was killed the other feeds on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Analytics } from '@gantry/analytics/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FactProof, openFactProof } from '../../../../test/fact-world.ts';
import { rebuiltTables as tables } from '../../../../test/rebuild-steps.ts';
import { until } from '../../../../test/until.ts';

const script = fileURLToPath(new URL('../../../../test/facts-process.ts', import.meta.url));
const children: ChildProcess[] = [];
let proof: FactProof;
let client: Analytics;
beforeAll(async () => {
  proof = await openFactProof();
  client = await proof.connect();
  await proof.tell(2);
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await client?.close();
  await proof?.close();
});

const start = (): ChildProcess => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    env: { ...process.env, FACTS_CONFIG: JSON.stringify(proof.config) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.push(child);
  return child;
};

/** Waits until the tables are held by so many workers, with so many each; answers the owners of the leases. */
const held = (...wanted: number[]): Promise<string[]> =>
  until(
    async () => {
      const rows = await proof.platform.database.rows<{ owner: string; n: number }>(
        `SELECT owner, count(*)::int AS n FROM checkpoints
         WHERE lease_until >= now() AND subscriber LIKE 'facts.%' GROUP BY owner ORDER BY n`,
      );
      return rows.map(({ n }) => n).join() === wanted.join() && rows.map(({ owner }) => owner);
    },
    { ms: 10_000, what: `tables held ${wanted}` },
  );

const allIsThere = async (): Promise<void> => {
  await proof.tell();
  await proof.caughtUp(tables);
  expect(await proof.movesIn(client)).toEqual(await proof.moves());
  const end = await proof.head();
  expect(await client.values('SELECT count(), max(seq) FROM event_facts FINAL')).toEqual([[end, end]]);
  expect(await proof.trashed()).toBe(0);
};

it('each feeds its share, and within ten seconds that of one that was killed', { timeout: 120_000 }, async () => {
  const first = start();
  await until(async () => (await proof.platform.database.rows('SELECT 1 FROM processes')).length > 0);
  const [ofFirst] = await held(2);
  const second = start();
  await until(async () => (await proof.platform.database.rows('SELECT 1 FROM processes')).length > 1);
  expect(await held(1, 1)).toContain(ofFirst);
  await allIsThere();
  second.kill('SIGKILL');
  expect(await held(2)).toEqual([ofFirst]);
  await allIsThere();
  start();
  await until(async () => (await proof.platform.database.rows('SELECT 1 FROM processes')).length > 1);
  expect(await held(1, 1)).toContain(ofFirst);
  first.kill('SIGTERM');
  expect(await held(2)).not.toContain(ofFirst);
  await allIsThere();
});
