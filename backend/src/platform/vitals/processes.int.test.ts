import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { until } from '../../../test/until.ts';
import { startHeartbeat } from './heartbeat.ts';
import { livingProcesses } from './processes.ts';

describe('processes', () => {
  let test: TestPlatform;
  beforeAll(async () => {
    test = await openTestPlatform();
  });
  afterAll(() => test.close());
  const living = () => livingProcesses(test.platform.database);

  it('are known to each other with what each says about itself, until they end', async () => {
    const { platform: other } = await test.another();
    const ends = [startHeartbeat(test.platform, 'api'), startHeartbeat(other, 'worker')];
    other.vitals.tell('facts.shipment_facts', 'ClickHouse: not enough space (243)');
    other.vitals.show({ port: 4711 });
    const told = await until(async () => (await living()).find(({ troubles }) => troubles.length > 0));
    expect(told).toMatchObject({
      id: other.vitals.process,
      role: 'worker',
      pid: process.pid,
      port: 4711,
      troubles: [{ name: 'facts.shipment_facts', text: 'ClickHouse: not enough space (243)' }],
    });
    other.vitals.tell('facts.shipment_facts', null);
    await until(async () => (await living()).every(({ troubles }) => troubles.length === 0));
    expect((await living()).map(({ role }) => role).sort()).toEqual(['api', 'worker']);
    for (const end of ends) await end();
    expect(await living()).toEqual([]);
  });
  it('keep the beginning of a trouble that is told again', () => {
    const { vitals } = test.platform;
    vitals.tell('disk', 'low');
    const [first] = vitals.troubles();
    vitals.tell('disk', 'refusing');
    expect(vitals.troubles()).toEqual([{ name: 'disk', text: 'refusing', since: first?.since }]);
    vitals.tell('disk', null);
    expect(vitals.troubles()).toEqual([]);
  });
  it('are gone when they were not seen for six seconds', async () => {
    await test.platform.database.run(
      `INSERT INTO processes (id, role, host, pid, started_at, seen_at, state)
       VALUES ('silent', 'worker', 'h', 1, now(), now() - interval '7 seconds', '{}'), ('of-before', 'worker', 'h', 2, now(), now(), '{"troubles": 1}')`,
    );
    expect(await living()).toMatchObject([{ id: 'of-before', troubles: [], disks: [], port: null }]);
  });
});
