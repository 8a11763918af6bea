/** Events that a table cannot take: set aside at once, each by itself, while everything else goes in; also where they end the process. */
import type { Analytics } from '@gantry/analytics/client';
import { eventFacts } from '@gantry/analytics/facts/event-facts';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type FactProof, moveFacts, openFactProof, whileFed } from '../../../../test/fact-world.ts';
import { trashOf } from '../../../../test/trash-entries.ts';
import { until } from '../../../../test/until.ts';
import { claim, newOwner, noteFailure } from '../../../platform/log/checkpoints.ts';

vi.setConfig({ testTimeout: 120_000 });
const tables = [moveFacts, eventFacts];
let proof: FactProof;
let client: Analytics;
beforeAll(async () => {
  proof = await openFactProof();
  client = await proof.connect();
  await whileFed({ platform: proof.platform, client, tables }, async () => undefined);
});
afterAll(async () => {
  await client?.close();
  await proof?.close();
});
beforeEach(() => proof.platform.database.prisma.trashedMessage.deleteMany());
const trashedSeqs = async (): Promise<number[]> =>
  (await trashOf(proof.platform)).map(({ payload }) => Number(Object(payload).seq)).sort((a, b) => a - b);

it('values that the engine refuses are found by halving; the rest of the batch is stored on the way', async () => {
  const before = await proof.head();
  await proof.tell(4);
  const bad = [before + 3, before + 700, before + 701];
  let inserts = 0;
  // A text where the engine wants a number: its own words and code.
  const insert: Analytics['insert'] = (target, rows, token) => {
    if (target.name === 'event_facts') inserts++;
    const spoiled = rows.map((row) => (bad.includes(Number(row[0])) ? ['no number', ...row.slice(1)] : row));
    return client.insert(target, spoiled, token);
  };
  const started = Date.now();
  await whileFed({ platform: proof.platform, client: { ...client, insert }, tables }, () => proof.caughtUp(tables));
  expect(await trashedSeqs()).toEqual(bad);
  const end = await proof.head();
  expect(await client.values('SELECT count(), max(seq) FROM event_facts FINAL')).toEqual([[end - bad.length, end]]);
  expect(await proof.movesIn(client)).toEqual(await proof.moves());
  // Two thousand events in windows of one thousand, three of them bad: some twenty inserts each, and no waiting between.
  expect(inserts).toBeLessThan(90);
  expect(Date.now() - started).toBeLessThan(15_000);
});

it('a column changed beneath a table is an outage of that table, not the fault of every event', async () => {
  await proof.tell();
  await client.command(
    "ALTER TABLE move_facts MODIFY COLUMN moves Date32 COMMENT 'changed by somebody' SETTINGS mutations_sync = 1",
  );
  await whileFed({ platform: proof.platform, client, tables }, async () => {
    await proof.caughtUp([eventFacts]);
    await proof.tell();
    await proof.caughtUp([eventFacts]);
    expect(await trashedSeqs()).toEqual([]);
    await client.command('DROP TABLE move_facts SYNC');
    await proof.caughtUp(tables);
    await until(async () => JSON.stringify(await proof.movesIn(client)) === JSON.stringify(await proof.moves()), {
      what: 'the table made again',
    });
  });
  expect(await trashedSeqs()).toEqual([]);
});

it('an event that ended its process again and again is found alone, and given up', async () => {
  await proof.tell();
  const { database } = proof.platform;
  const [next] = await database.rows<{ seq: string }>(
    `SELECT min(p.seq) AS seq FROM event_positions p JOIN event_log e ON e.id = p.event_id
     WHERE e.name IN ('shipping.shipment_created', 'tracking.standing_changed') AND p.seq > (SELECT position FROM checkpoints WHERE subscriber = 'facts.move_facts')`,
  );
  const deadly = Number(next?.seq);
  // It had got as far as the event when it died for the first time.
  await database.run(`UPDATE checkpoints SET position = $1 WHERE subscriber = 'facts.move_facts'`, deadly - 1);
  // What is left of holders that died in the middle of it: nobody let go, and the try was noted.
  for (let death = 0; death < 4; death++) {
    const lease = await claim(proof.platform, 'facts.move_facts', { partition: 0, owner: newOwner() });
    if (lease) await noteFailure(proof.platform, lease, deadly);
    await database.run(
      `UPDATE checkpoints SET lease_until = now() - interval '1 second' WHERE subscriber = 'facts.move_facts'`,
    );
  }
  await whileFed({ platform: proof.platform, client, tables }, () => proof.caughtUp(tables));
  expect(await trashedSeqs()).toEqual([deadly]);
});

it('one that was only there when the process was ended is taken', async () => {
  await proof.tell();
  for (let death = 0; death < 6; death++) {
    await claim(proof.platform, 'facts.move_facts', { partition: 0, owner: newOwner() });
    await proof.platform.database.run(
      `UPDATE checkpoints SET lease_until = now() - interval '1 second' WHERE subscriber = 'facts.move_facts'`,
    );
  }
  await whileFed({ platform: proof.platform, client, tables }, () => proof.caughtUp(tables));
  expect(await trashedSeqs()).toEqual([]);
});
