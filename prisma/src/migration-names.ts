/** The migrations by name, for whoever has to know whether all are applied without loading the engine that applies them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../migrations');

/** The names of all migrations that this version of Gantry brings, in order. */
export const migrationNames = (): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
