/** The negative controls stay true to the product: the text that each of them changes stands where it says, once. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fileOf, mutants, mutated } from './mutants.ts';

describe('mutants', () => {
  it.each(Object.entries(mutants))('%s changes its file, and no other', (_name, mutant) => {
    const file = fileOf(mutant);
    const source = readFileSync(file, 'utf8');
    // A rule that was written anew needs its mutant written anew.
    expect(mutated(mutant, pathToFileURL(file).href, source)).not.toBe(source);
    expect(mutated(mutant, 'file:///elsewhere.ts', source)).toBeUndefined();
  });
});
