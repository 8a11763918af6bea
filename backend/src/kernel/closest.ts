/** The name that somebody who wrote another one most likely meant: for "did you mean". */

/** Capitals, hyphens and underscores are what people get wrong first; they count for nothing. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** How many letters have to be added, left out, changed or swapped with their neighbour (optimal string alignment). */
export const distance = (from: string, to: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = (last[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swap = swapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, change, swap));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
};

/** The names there are, those nearest to what was written first. */
export const byNearness = (name: string, names: readonly string[]): string[] => {
  const written = bare(name).slice(0, 60);
  return names
    .map((one) => ({ one, far: distance(written, bare(one)) }))
    .sort((a, b) => a.far - b.far)
    .map(({ one }) => one);
};

/** The nearest of the names there are; undefined when none is near: a third of the letters may differ. */
export const closest = (name: string, names: readonly string[]): string | undefined => {
  const written = bare(name).slice(0, 60);
  const near = names
    .map((one) => ({ one, far: distance(written, bare(one)) }))
    .filter(({ one, far }) => far <= Math.floor(Math.min(written.length, bare(one).length) / 3))
    .sort((a, b) => a.far - b.far);
  return near[0]?.one;
};
