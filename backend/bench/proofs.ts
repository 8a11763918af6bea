/** The proofs by volume in full, by a new lot each time; the test command runs a short form of them that is always the same. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Dials } from './dials.ts';

const root = join(import.meta.dirname, '../..');

/** What vitest is told to run for each. */
const tests: Record<string, readonly string[]> = {
  mutations: [
    '--project',
    'unit',
    'backend/src/connectors',
    '-t',
    'mutated|damaged|shuffle',
    '--testTimeout',
    '300000',
  ],
  crash: ['--project', 'slow', 'backend/test/crash'],
  rebuild: ['--project', 'slow', 'backend/src/contexts/insights/facts/rebuild-'],
  tampering: ['--project', 'integration', 'backend/src/platform/log/proof', '--testTimeout', '600000'],
  poison: ['--project', 'slow', 'backend/src/platform/log/poison'],
};

/** Runs them as tests, which say what they found; fails as they do. */
export const run = ({ name }: Dials): Promise<undefined> =>
  new Promise((resolve, reject) => {
    const vitest = join(root, 'node_modules/.bin/vitest');
    const env = { ...process.env, GANTRY_PROOFS: 'full' };
    const child = spawn(vitest, ['run', ...(tests[name] ?? [])], { cwd: root, env, stdio: 'inherit' });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve(undefined) : process.exit(code ?? 1)));
  });
