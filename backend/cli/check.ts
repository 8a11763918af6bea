/**
 * `pnpm test` (all) and `pnpm check` (quick): every check one after the other, the cheap ones first, each with its time;
 * stops at the first that fails. The last line counts the tests.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenLaunchersEnd } from './launchers.ts';
import { setUp } from './setup.ts';

const root = join(import.meta.dirname, '../..');
const reports = mkdtempSync(join(tmpdir(), 'gantry-check-'));
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const counted = { passed: 0, failed: 0, skipped: 0 };

type Step = { name: string; quick: boolean; run: [command: string, ...args: string[]]; cwd?: string; report?: string };

const vitest = (project: string, quick: boolean): Step => {
  const report = join(reports, `${project}.json`);
  return {
    name: `${project} tests`,
    quick,
    report,
    run: [
      bin('vitest'),
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
  };
};

const steps: Step[] = [
  {
    name: 'types',
    quick: true,
    run: [process.execPath, join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', 'tsconfig.json'],
  },
  {
    name: 'types of the pages',
    quick: true,
    cwd: join(root, 'frontend'),
    run: [join(root, 'frontend/node_modules/.bin/svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings'],
  },
  { name: 'lint and format', quick: true, run: [bin('biome'), 'check', '.'] },
  vitest('unit', true),
  vitest('integration', false),
  vitest('e2e', false),
];

let current: ChildProcess | undefined;
let stopped = false;

/** Ends the step with everything it started: each step is a process group of its own. */
const endStep = (signal: NodeJS.Signals): void => {
  try {
    if (current?.pid && current.exitCode === null && current.signalCode === null) process.kill(-current.pid, signal);
  } catch {
    // It ended by itself just now.
  }
};
const stop = (): void => {
  stopped = true;
  endStep('SIGTERM');
  setTimeout(() => endStep('SIGKILL'), 8_000).unref();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
whenLaunchersEnd(stop);

const runStep = ({ run: [command, ...args], cwd }: Step): Promise<boolean> =>
  new Promise((done) => {
    current = spawn(command, args, { cwd: cwd ?? root, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    current.once('exit', (code) => done(code === 0));
    current.once('error', () => done(false));
  });

const count = (file: string | undefined): void => {
  if (!file) return;
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
    };
    counted.passed += report.numPassedTests;
    counted.failed += report.numFailedTests;
    counted.skipped += report.numPendingTests;
  } catch {
    counted.failed += 1;
  }
};

const runAll = async (quick: boolean): Promise<boolean> => {
  await setUp((text) => process.stdout.write(`${text}\n`));
  for (const step of steps.filter((one) => one.quick || !quick)) {
    const began = performance.now();
    process.stdout.write(`\n== ${step.name}\n`);
    const ok = await runStep(step);
    count(step.report);
    process.stdout.write(
      `== ${step.name}: ${ok ? 'ok' : 'FAILED'} in ${((performance.now() - began) / 1000).toFixed(1)} s\n`,
    );
    if (!ok || stopped) return false;
  }
  return true;
};

const ok = await runAll(process.argv[2] === 'quick');
rmSync(reports, { recursive: true, force: true });
process.stdout.write(
  `\n${counted.passed} passed, ${counted.failed} failed${counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''}\n`,
);
process.exit(ok ? 0 : 1);
