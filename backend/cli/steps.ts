/** Runs the steps of a check: some beside each other, each one's output whole and in the order declared, until one fails. */
import { type ChildProcess, spawn } from 'node:child_process';

export type Step = {
  name: string;
  run: [command: string, ...args: string[]];
  cwd: string;
  env?: Record<string, string>;
};
type Outcome = { ok: boolean; said: string; seconds: string };

export const secondsSince = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;

export type Steps = {
  /** Runs some steps, at most `atOnce` at a time; answers whether all went well. One that fails ends the others. */
  run(steps: readonly Step[], atOnce: number): Promise<boolean>;
  /** Whether a step of this name was ever started. */
  began(name: string): boolean;
  /** Ends what runs; nothing more is started. */
  stop(): void;
};

/** Ends a step with everything it started: each is a process group of its own. */
const end = (child: ChildProcess, signal: NodeJS.Signals): void => {
  try {
    if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, signal);
  } catch {
    // It ended by itself just now.
  }
};

export const openSteps = (tell: (text: string) => void): Steps => {
  const running = new Set<ChildProcess>();
  const begun = new Set<string>();
  let stopped = false;
  const stop = (): void => {
    stopped = true;
    for (const child of running) {
      end(child, 'SIGTERM');
      setTimeout(() => end(child, 'SIGKILL'), 8_000).unref();
    }
  };

  const runOne = ({ name, run: [command, ...args], cwd, env }: Step, alone: boolean): Promise<Outcome> => {
    begun.add(name);
    const began = performance.now();
    return new Promise((done) => {
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', alone ? 'inherit' : 'pipe', alone ? 'inherit' : 'pipe'],
        detached: true,
      });
      running.add(child);
      let said = '';
      const hear = (chunk: Buffer): void => {
        said += chunk;
      };
      child.stdout?.on('data', hear);
      child.stderr?.on('data', hear);
      const over = (ok: boolean): void => {
        running.delete(child);
        done({ ok, said, seconds: secondsSince(began) });
      };
      child.once('close', (code) => over(code === 0));
      child.once('error', (error) => {
        said += error.message;
        over(false);
      });
    });
  };

  const run = async (steps: readonly Step[], atOnce: number): Promise<boolean> => {
    const alone = steps.length === 1;
    const outcomes = new Map<Step, Outcome>();
    const queue = [...steps];
    const untold = [...steps];
    /** Tells the outcomes that are there, in the order declared; `gaps` when none will come for those before them. */
    const tellOutcomes = (gaps: boolean): void => {
      for (let step = untold[0]; step && (gaps || outcomes.has(step)); step = untold[0]) {
        untold.shift();
        const outcome = outcomes.get(step);
        if (!outcome) continue;
        if (!alone) tell(`\n== ${step.name}\n${outcome.said.trimEnd()}`);
        tell(`== ${step.name}: ${outcome.ok ? 'ok' : 'FAILED'} in ${outcome.seconds}`);
      }
    };
    tell(`\n== ${steps.map(({ name }) => name).join(', ')}`);
    const lane = async (): Promise<void> => {
      for (let step = queue.shift(); step && !stopped; step = queue.shift()) {
        const outcome = await runOne(step, alone);
        // What was ended because another failed has nothing to say.
        if (!stopped || alone) outcomes.set(step, outcome);
        if (!outcome.ok) stop();
        tellOutcomes(false);
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, steps.length) }, lane));
    tellOutcomes(true);
    return !stopped;
  };

  return { run, began: (name) => begun.has(name), stop };
};
