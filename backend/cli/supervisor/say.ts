/** What the supervisor says to whoever started it. Nobody may be there to read it any more, or its file's disk may be full: then it is lost. */
import { writeSync } from 'node:fs';

const sameAgainMs = 60_000;

/** Writes a line. Never throws. */
export const say = (text: string): void => {
  try {
    writeSync(1, `${text}\n`);
  } catch {
    // The reader is gone, or there is no room.
  }
};

/** Says the same thing once a minute at most, however often it happens. */
export const sparingly = (tell: (text: string) => void): ((text: string) => void) => {
  const saidAt = new Map<string, number>();
  return (text) => {
    const now = performance.now();
    for (const [said, at] of saidAt) if (now - at > sameAgainMs) saidAt.delete(said);
    if (saidAt.has(text)) return;
    saidAt.set(text, now);
    tell(text);
  };
};
