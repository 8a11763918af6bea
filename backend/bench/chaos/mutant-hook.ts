/**
 * Loaded before everything else by the processes of a tower that runs as a mutant: registers itself as what loads modules,
 * and changes the one source.
 */
import { type LoadHook, register } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { mutants, mutated } from './mutants.ts';

const mutant = mutants[process.env.CHAOS_MUTANT ?? ''];

// Hooks run in a thread of their own, which loads this file again.
if (mutant && isMainThread) register(import.meta.url);

/** What Node calls for every module. */
export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  if (!mutant || loaded.source === undefined || loaded.source === null) return loaded;
  const source = mutated(mutant, url, String(loaded.source));
  return source === undefined ? loaded : { ...loaded, source };
};
