/** Progress of a long command: a bar on a terminal, a plain line now and then everywhere else. */
import { Presets, SingleBar } from 'cli-progress';

export type Progress = { at(value: number, note?: string): void; stop(): void };

const everyMs = 5000;

/** Starts at 0 of `total`. Call `stop` also when the work fails. */
export const startProgress = (label: string, total: number): Progress => {
  if (process.stdout.isTTY) {
    const format = `${label} {bar} {percentage}% | {value}/{total} | {note}`;
    const bar = new SingleBar({ format, hideCursor: true, etaBuffer: 200, fps: 8 }, Presets.shades_classic);
    bar.start(total, 0, { note: '' });
    return { at: (value, note = '') => bar.update(value, { note }), stop: () => bar.stop() };
  }
  let told = Date.now();
  return {
    at: (value, note = '') => {
      if (Date.now() - told < everyMs) return;
      told = Date.now();
      console.log(
        `${label} ${total === 0 ? 100 : Math.floor((100 * value) / total)}% ${value}/${total} ${note}`.trim(),
      );
    },
    stop: () => {},
  };
};
