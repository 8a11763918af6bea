/** Dotted paths, by which a mapping that people wrote finds its way in a partner's JSON, and makes of a part of it a body of its own. */
import type { Json } from './body.ts';

/** The value a dotted path leads to, through own keys and array indexes only; undefined when it leads nowhere. */
export const lookup = (value: Json | undefined, path: string): Json | undefined => {
  if (path === '') return value;
  let here = value;
  for (const key of path.split('.')) {
    if (here === null || typeof here !== 'object') return undefined;
    if (Array.isArray(here)) here = /^\d+$/.test(key) ? here[Number(key)] : undefined;
    else here = Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here;
};

const plant = (root: { [key: string]: Json }, path: string, value: Json): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let here = root;
  for (const key of keys) {
    const inner = Object.hasOwn(here, key) ? here[key] : undefined;
    if (inner === undefined) put(here, key, {});
    else if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return;
    here = here[key] as { [key: string]: Json };
  }
  if (!Object.hasOwn(here, last)) put(here, last, value);
};

/** Defined, not assigned: a path may contain `__proto__`. */
const put = (target: { [key: string]: Json }, key: string, value: Json): void => {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
};

/**
 * A body of its own for a part of another: the given scans at the path of the list, and the plain values that the
 * mapping's other paths found in the surrounding body.
 */
export const fragmentOf = (body: Json, eventsPath: string, part: { scans: Json[]; paths: string[] }): Json => {
  const only = part.scans[0];
  if (eventsPath === '') {
    return part.scans.length === 1 && only !== null && typeof only === 'object' && !Array.isArray(only)
      ? only
      : part.scans;
  }
  const root: { [key: string]: Json } = {};
  plant(root, eventsPath, part.scans);
  for (const path of part.paths) {
    const found = lookup(body, path);
    if (found === undefined || (found !== null && typeof found === 'object')) continue;
    plant(root, path, typeof found === 'string' ? found.slice(0, 1000) : found);
  }
  return root;
};
