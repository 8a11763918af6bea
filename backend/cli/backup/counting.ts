/** How far a long command is that does not know beforehand how much there is: rewritten in place on a terminal, a line now and then elsewhere. */

const everyMs = 5_000;
const redrawMs = 200;

/** `at` tells what has been done; `end` leaves a terminal's line clean. */
export const startCounting = (label: string): { at(count: number, what: string): void; end(): void } => {
  const terminal = process.stdout.isTTY;
  let told = terminal ? 0 : Date.now();
  return {
    at: (count, what) => {
      if (Date.now() - told < (terminal ? redrawMs : everyMs)) return;
      told = Date.now();
      const line = `${label}: ${count.toLocaleString('en')} rows, ${what}`;
      process.stdout.write(terminal ? `\r\x1b[K${line}` : `${line}\n`);
    },
    end: () => {
      if (terminal) process.stdout.write('\r\x1b[K');
    },
  };
};
