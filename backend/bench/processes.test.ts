/** The processes that benches start are named by file, which no type checks. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const folder = import.meta.dirname;
const started = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/startHelper<\w+>\('([^']+)'/g)])
  .map((found) => found[1] ?? '');

it('every process that a bench starts is there', () => {
  expect(started.length).toBeGreaterThan(3);
  expect(started.filter((file) => !existsSync(join(folder, 'load', file)))).toEqual([]);
});
