/**
 * What a process of a tower is made of, beside its own environment: our code, Node, and what both are told. Two that are equal
 * by it do the same, so that one may stand for the other.
 */
import { join } from 'node:path';
import { markOf } from '../../src/embedded/adopt.ts';
import { filesUnder, looks } from './source-files.ts';

const root = join(import.meta.dirname, '../../..');
const folders = ['backend/src', 'backend/cli/supervisor', 'backend/data', 'shared/src', 'analytics/src'];
const database = ['prisma/src', 'prisma/schema', 'prisma/migrations'];
const files = ['frontend/build/.stamp', 'pnpm-lock.yaml'];

/** The settings among the environment; the rest is of the terminal, or of whatever started us. */
const settings =
  /^(GANTRY_\w+|NODE_\w+|TZ|LANG|LC_\w+|LD_LIBRARY_PATH|(HTTPS?|NO)_PROXY|BODY_SIZE_LIMIT|CHAOS_MUTANT)$/i;

/** By the looks of the files, without reading them. */
export const versionOf = (env: NodeJS.ProcessEnv): string => {
  const code = [...folders, ...database].flatMap((folder) => filesUnder(join(root, folder)));
  const told = Object.entries(env).filter(([name]) => settings.test(name));
  return markOf(process.version, looks([...code, ...files.map((file) => join(root, file))]), told.sort());
};
