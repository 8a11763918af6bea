/** All that a run found, as lines for people and figures for RESULTS.md. Pure. */
import type { Figures } from '../../report.ts';
import type { Difference } from './checker.ts';
import type { Untruth } from './honesty.ts';
import { missedGoals, type Recovery, toldMs } from './recovery.ts';

export type Findings = {
  /** When the load began, in ms of the machine's clock. */
  start: number;
  recoveries: readonly (Recovery & { remarks: readonly string[] })[];
  differences: readonly Difference[];
  lies: readonly Untruth[];
  falseAlarms: readonly Untruth[];
  deaths: readonly string[];
  restless: readonly string[];
};

const at = (start: number, time: number): string => `${((time - start) / 1_000).toFixed(1)} s`;
const toldUntruth = (start: number, { who, about, from, to, worstMs }: Untruth): string =>
  `${who}, about ${about}: from ${at(start, from)} to ${at(start, to)}, ${toldMs(worstMs)} old at worst`;

/** The table of faults with their times to recover. */
export const tableOf = ({ start, recoveries }: Findings): string[] => {
  const rows = recoveries.map(({ step, kinds, began, ended, acks, lag, remarks }) => [
    String(step),
    at(start, began),
    kinds.join(' + '),
    toldMs(ended - began),
    ...[...acks.values()].map(toldMs),
    toldMs(lag),
    remarks.join('; '),
  ]);
  const apis = [...(recoveries[0]?.acks.keys() ?? [])];
  const head = ['step', 'at', 'fault', 'lasted', ...apis.map((api) => `acks of ${api}`), 'lag', ''];
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map((row) => (row[n] ?? '').length)));
  return [head, ...rows].map((row) =>
    row
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join('  ')
      .trimEnd(),
  );
};

/** Everything that keeps a run from being green, a line each. */
export const failuresOf = (findings: Findings): string[] => [
  ...findings.differences.map(({ what, count, examples }) => `${what}: ${count}, such as ${examples.join(', ')}`),
  ...findings.restless.map((what) => `not at rest: ${what}`),
  ...findings.lies.map((lie) => `said to be well: ${toldUntruth(findings.start, lie)}`),
  ...findings.falseAlarms.map((alarm) => `said to be ill without cause: ${toldUntruth(findings.start, alarm)}`),
  ...missedGoals(findings.recoveries).map((goal) => `goal missed: ${goal}`),
  ...findings.deaths,
];

const longest = (times: readonly (number | null)[]): number | string =>
  times.length === 0
    ? 'none'
    : times.includes(null)
      ? 'not in time'
      : Math.max(...times.map((ms) => (ms ?? 0) / 1_000));

/** The figures of a run. */
export const figuresOf = (findings: Findings): Figures => {
  const kills = findings.recoveries.filter(({ kinds }) => kinds.length === 1 && kinds[0]?.startsWith('kill-'));
  const acksOf = (some: Findings['recoveries']) => some.flatMap(({ acks }) => [...acks.values()]);
  return {
    faults: findings.recoveries.reduce((sum, { kinds }) => sum + kinds.length, 0),
    'steps of two faults': findings.recoveries.filter(({ kinds }) => kinds.length > 1).length,
    'kills alone': kills.length,
    'kills alone: acks back after s, at most': longest(acksOf(kills)),
    'kills alone: lag normal after s, at most': longest(kills.map(({ lag }) => lag)),
    'all steps: acks back after s, at most': longest(acksOf(findings.recoveries)),
    'all steps: lag normal after s, at most': longest(findings.recoveries.map(({ lag }) => lag)),
    'lost, doubled or different': findings.differences.reduce((sum, { count }) => sum + count, 0),
    'lies of health and walls': findings.lies.length,
    'false alarms': findings.falseAlarms.length,
    'ended by themselves': findings.deaths.length,
    failures: failuresOf(findings).length,
  };
};
