/** The sandbox ends by itself when it is asked to, also where a supervisor's open channel would keep its process alive. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('ends on SIGTERM', { timeout: 30_000 }, async () => {
  const home = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const child = fork(join(import.meta.dirname, 'main.ts'), [], {
    env: {
      PATH: process.env.PATH,
      GANTRY_HOME: home,
      GANTRY_ADMIN_KEY: 'gk_nobody',
      GANTRY_ORIGIN: 'http://127.0.0.1:1',
    },
    execArgv: ['--import', join(import.meta.dirname, '../../cli/supervisor/heed.ts')],
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  try {
    // It says that its tower is away.
    if (child.stdout) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
    rmSync(home, { recursive: true });
  }
});
