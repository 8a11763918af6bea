/**
 * `pnpm bench chaos --seed N --minutes M [--only kind,...]`: the whole tower under load while processes are killed and
 * stopped, disks filled, Redis emptied and transactions left open; afterwards everything acknowledged is looked for.
 */

import { failuresOf, figuresOf, tableOf } from './chaos/judge/verdict.ts';
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

export const run = async ({ seed, minutes, only, shipments }: Dials): Promise<Report> => {
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
