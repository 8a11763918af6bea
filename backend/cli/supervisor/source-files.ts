/** The files that something is made from, and whether they are still the same. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** All below a folder that are no tests and nothing built, in order. */
export const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'build', '.svelte-kit', 'e2e'].includes(entry.name))
    .filter((entry) => !entry.name.endsWith('.test.ts'))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();

/** By their sizes and times alone, which takes no reading; a file that is not there looks like nothing. */
export const looks = (files: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const file of files) {
    const found = statSync(file, { throwIfNoEntry: false });
    hash.update(`${file} ${found?.size} ${found?.mtimeMs} ${found?.ino}\n`);
  }
  return hash.digest('hex');
};
