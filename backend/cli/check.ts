/**
 * `pnpm test` (all) and `pnpm check` (quick): every check, the cheap ones first, some beside each other, each with its time;
 * the first that fails stops the rest. The stores of the tests are started once for all steps. The last line counts the
 * tests.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestStores } from '../test/stores.ts';
import { whenLaunchersEnd } from './launchers.ts';
import { setUp } from './setup.ts';
import { openSteps, type Step, secondsSince } from './steps.ts';

const root = join(import.meta.dirname, '../..');
const reports = mkdtempSync(join(tmpdir(), 'gantry-check-'));
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const tell = (text: string): void => void process.stdout.write(`${text}\n`);

const reportOf = (project: string): string => join(reports, `${project}.json`);
const vitest = (project: string): Step => ({
  name: `${project} tests`,
  cwd: root,
  run: [
    bin('vitest'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportOf(project)}`,
  ],
});
const types: Step = {
  name: 'types',
  cwd: root,
  run: [process.execPath, join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', 'tsconfig.json'],
};
const pageTypes: Step = {
  name: 'types of the pages',
  cwd: join(root, 'frontend'),
  run: [join(root, 'frontend/node_modules/.bin/svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
};
const lint: Step = { name: 'lint and format', cwd: root, run: [bin('biome'), 'check', '.'] };

const quick: Step[] = [pageTypes, types, lint, vitest('unit')];
/** One after the other: proofs of crash and recovery say within how many seconds, and together the others gain a minute at most. */
const heavy: Step[] = [vitest('integration'), vitest('slow'), vitest('e2e')];

const atOnce = Math.max(2, availableParallelism());
const steps = openSteps(tell);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, steps.stop);
whenLaunchersEnd(steps.stop);

const runAll = async (): Promise<boolean> => {
  await setUp(tell);
  const stores = startTestStores();
  // Looked at when they are needed; until then a failure is nobody's.
  stores.catch(() => undefined);
  try {
    if (!(await steps.run(quick, atOnce))) return false;
    const { env } = await stores;
    return await steps.run(
      heavy.map((step) => ({ ...step, env })),
      1,
    );
  } finally {
    await stores.then(
      ({ end }) => end(),
      () => undefined,
    );
  }
};
const runQuick = async (): Promise<boolean> => {
  await setUp(tell);
  return steps.run(quick, atOnce);
};

type Report = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests?: number };

/** What the tests of every project that ran came to. */
const counted = (): string => {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const project of ['unit', 'integration', 'slow', 'e2e']) {
    if (!steps.began(`${project} tests`)) continue;
    try {
      const report = JSON.parse(readFileSync(reportOf(project), 'utf8')) as Report;
      sum.passed += report.numPassedTests;
      sum.failed += report.numFailedTests;
      sum.skipped += report.numPendingTests + (report.numTodoTests ?? 0);
    } catch {
      // It ended before it could tell.
      sum.failed += 1;
    }
  }
  return `${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`;
};

const began = performance.now();
let ok = false;
try {
  ok = await (process.argv[2] === 'quick' ? runQuick() : runAll());
} catch (error) {
  tell(`FAILED: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
}
tell(`\n${ok ? 'ok' : 'FAILED'} in ${secondsSince(began)}`);
tell(counted());
rmSync(reports, { recursive: true, force: true });
process.exit(ok ? 0 : 1);
