import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestPlatform, type TestPlatform } from '../../../test/test-platform.ts';
import { hasEnded, identityOf } from '../../embedded/process-identity.ts';
import { claim, newOwner } from '../log/checkpoints.ts';
import { clearPredecessors } from './predecessors.ts';
import { noteProcess } from './processes.ts';

describe('processes that ended without a word', () => {
  let test: TestPlatform;
  const children: ChildProcess[] = [];
  beforeAll(async () => {
    test = await openTestPlatform();
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await test.close();
  });

  const started = () => {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    children.push(child);
    const pid = child.pid ?? 0;
    return { child, pid, identity: identityOf(pid) ?? null };
  };
  const here = { host: hostname(), space: 'this boot, these pids' };
  const says = { port: null, disks: [], verified: [], troubles: [] };

  it('are cleared away with their leases, and nobody else is', async () => {
    const { database } = test.platform;
    const [killed, stopped] = [started(), started()];
    stopped.child.kill('SIGSTOP');
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const rows = {
      killed: { ...killed, ...here },
      // Its pid has gone to this process.
      replaced: { ...killed, pid: process.pid, ...here },
      stopped: { ...stopped, ...here },
      'in another container': { ...killed, ...here, space: 'this boot, other pids' },
      'on another host': { ...killed, ...here, host: 'elsewhere' },
      'of an older version': { ...killed, ...here, space: null, identity: null },
    };
    for (const [id, { host, pid, identity, space }] of Object.entries(rows)) {
      const row = { id, role: 'worker', host, pid, identity, space, startedAt: new Date() } as const;
      await noteProcess(database, row, says);
      await claim(test.platform, `test.${id}`, { partition: 0, owner: newOwner(id) });
    }
    await claim(test.platform, 'test.unnamed', { partition: 0, owner: newOwner() });

    await clearPredecessors(database, { ...here, hasEnded });

    const left = await database.rows<{ id: string }>('SELECT id FROM processes');
    const others = Object.keys(rows).filter((id) => id !== 'killed' && id !== 'replaced');
    expect(left.map(({ id }) => id).toSorted()).toEqual(others.toSorted());
    const lapsed = await database.rows<{ subscriber: string }>(
      'SELECT subscriber FROM checkpoints WHERE lease_until < now() ORDER BY subscriber',
    );
    expect(lapsed.map(({ subscriber }) => subscriber)).toEqual(['test.killed', 'test.replaced']);
    const next = await claim(test.platform, 'test.killed', { partition: 0, owner: newOwner('next') });
    expect(next?.deaths).toBe(1);
  });

  it('are left to lapse where the system does not say where it is', async () => {
    const { database } = test.platform;
    const before = await database.rows('SELECT id FROM processes');
    await clearPredecessors(database, { ...here, space: null, hasEnded: () => true });
    expect(await database.rows('SELECT id FROM processes')).toEqual(before);
  });
});
