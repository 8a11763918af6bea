/**
 * `pnpm bench chaos --seed N --minutes M [--only kind,...]`: the whole tower under load while processes are killed and
 * stopped, disks filled, Redis emptied and transactions left open; afterwards everything acknowledged is looked for.
 * `--mutant name|all` runs the negative controls instead: short runs of a tower without one of its rules, which must be red.
 */

import { failuresOf, figuresOf, tableOf } from './chaos/judge/verdict.ts';
import { mutantEnvironment, mutants } from './chaos/mutants.ts';
import { runChaos } from './chaos/run.ts';
import { type Fault, kindsOf, scheduleOf, toldFault } from './chaos/schedule.ts';
import type { Dials } from './dials.ts';
import type { Report } from './report.ts';

const say = (lines: readonly string[]): void => console.log(lines.join('\n'));

const scheduled =
  (seed: number, seconds: number, only: string | undefined) =>
  (canFillDisks: boolean): Fault[] => {
    const kinds = kindsOf(only);
    const possible = kinds.filter((kind) => canFillDisks || !kind.startsWith('disk-'));
    if (possible.length < kinds.length) say(['no disk can be mounted here: the kinds disk-* are left out']);
    const faults = scheduleOf({ seed, seconds, kinds: possible });
    say([`\nseed ${seed}: ${faults.length} faults in ${seconds} s`, ...faults.map(toldFault), '']);
    return faults;
  };

/** After the last fault of a mutant. */
const afterwards = 8_000;

/** Runs a tower as a mutant; true when the run found what it must. */
const isFound = async (name: string, seed: number): Promise<boolean> => {
  const mutant = mutants[name];
  if (!mutant) throw new Error(`--mutant ${name}: there are ${Object.keys(mutants).join(', ')}, and all`);
  say([`\n${name}: ${mutant.about}`]);
  const result = await runChaos({
    seed,
    seconds: (Math.max(...mutant.faults.map(({ at, lasts }) => at + lasts)) + afterwards) / 1_000,
    shipments: 40,
    faults: () => mutant.faults,
    env: mutantEnvironment(name),
    tell: (text) => say([text]),
  });
  const found = failuresOf(result).filter((failure) => mutant.finds.test(failure));
  say(found.length > 0 ? [`FOUND: ${found[0]}`] : [`NOT FOUND, only: ${failuresOf(result).join('; ') || 'nothing'}`]);
  return found.length > 0;
};

const runMutants = async (names: readonly string[], seed: number): Promise<Report> => {
  const found: string[] = [];
  for (const name of names) if (await isFound(name, seed)) found.push(name);
  const figures = { seed, mutants: names.length, 'of them found': found.length, found: found.join(', ') };
  return { bench: 'chaos', failed: found.length < names.length, engines: {}, figures };
};

export const run = async ({ seed, minutes, only, shipments, mutant }: Dials): Promise<Report> => {
  if (mutant !== undefined) return runMutants(mutant === 'all' ? Object.keys(mutants) : [mutant], seed);
  const seconds = Math.round(minutes * 60);
  const result = await runChaos({
    seed,
    seconds,
    shipments: Math.min(shipments, 600),
    faults: scheduled(seed, seconds, only),
    tell: (text) => say([text]),
  });
  const failures = failuresOf(result);
  say(['', ...tableOf(result), '']);
  say(failures.length === 0 ? ['GREEN'] : [`RED: ${failures.length}`, ...failures.map((failure) => `  ${failure}`)]);
  const { outcomes, answers } = result.history;
  const acknowledged = (thing: keyof typeof outcomes): number =>
    [...outcomes[thing].values()].filter((outcome) => outcome === 'acknowledged').length;
  return {
    bench: 'chaos',
    failed: failures.length > 0,
    engines: {},
    figures: {
      seed,
      minutes,
      'scans acknowledged': acknowledged('scan'),
      'orders acknowledged': acknowledged('order'),
      'shipments acknowledged': acknowledged('shipment'),
      'without an answer': answers.get(0) ?? 0,
      'answered 5xx': [...answers].reduce((sum, [status, n]) => (status >= 500 ? sum + n : sum), 0),
      'head of the log': result.head,
      'resyncs of socket clients': result.resyncs,
      ...figuresOf(result),
    },
  };
};
