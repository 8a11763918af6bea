/** How a bench tells its figures: the machine, the command and each figure as plain lines, one JSON line, and with `--record` a line of RESULTS.md. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

export type Figures = Record<string, number | string>;
/** `failed` says that a bench with a yes or no came to a no. `details`: Markdown that goes with a record. */
export type Report = { bench: string; figures: Figures; engines: Figures; failed?: boolean; details?: string };

const resultsFile = join(import.meta.dirname, 'RESULTS.md');
const header = `# Measured

One line for each run recorded with \`--record\`, newest last. "load before" is the machine's one-minute load average when the bench
started: above about 0.3 something else was using the cores, and figures are worse than the machine alone would give.

`;

/** Three digits that matter, and no grouping, so that a line can be pasted into a calculation. */
const shown = (value: number | string): string =>
  typeof value === 'string'
    ? value
    : Math.abs(value) >= 100
      ? String(Math.round(value))
      : String(Number(value.toPrecision(3)));

const commit = (): string => {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'}`;
  } catch {
    return 'no git';
  }
};

/** What the bench ran on. */
export const machine = (): Figures => ({
  cores: availableParallelism(),
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  'memory GB': totalmem() / 2 ** 30,
  node: process.version,
  'load before': loadavg()[0] ?? 0,
});

/** Prints a report; appends it to RESULTS.md when `record` is true. */
export const tellReport = ({ bench, figures, engines, details }: Report, about: Figures, record: boolean): void => {
  const command = `pnpm bench ${process.argv
    .slice(2)
    .filter((word) => word !== '--record')
    .join(' ')}`;
  const say = (title: string, values: Figures): void => {
    console.log(`\n${title}`);
    for (const [name, value] of Object.entries(values)) console.log(`  ${name.padEnd(38)} ${shown(value)}`);
  };
  say('machine', { ...about, ...engines });
  say(command, figures);
  console.log(`\n${JSON.stringify({ bench, command, commit: commit(), machine: { ...about, ...engines }, figures })}`);
  if (details) console.log(`\n${details}`);
  if (!record) return;
  if (!existsSync(resultsFile)) writeFileSync(resultsFile, header);
  const told = { 'load before': about['load before'] ?? 0, ...figures };
  const said = Object.entries(told)
    .map(([name, value]) => `${name} ${shown(value)}`)
    .join(' · ');
  appendFileSync(
    resultsFile,
    `- ${new Date().toISOString().slice(0, 16).replace('T', ' ')}, ${commit()}, \`${command}\`: ${said}\n${details ? `\n${details}\n\n` : ''}`,
  );
};

/** The value below which `share` (0..1) of the samples lie; NaN without samples. */
export const quantile = (sorted: Float64Array | readonly number[], share: number): number =>
  sorted.length === 0
    ? Number.NaN
    : (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
