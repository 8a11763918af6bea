/** What is different between two JSON values, by path: for people who compare what was with what is. Pure. */
import { isDeepStrictEqual } from 'node:util';

/** A value that is not what it was, as text; null where there was or is none. */
export type Difference = { path: string; was: string | null; is: string | null };

const mostDifferences = 500;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const textOf = (value: unknown): string | null => {
  if (value === undefined || value === null) return null;
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 2_000);
};
const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
type Kind = 'none' | 'leaf' | 'list' | 'object';
const kindOf = (value: unknown): Kind => {
  if (value === undefined || value === null) return 'none';
  if (!isObject(value)) return 'leaf';
  return Array.isArray(value) ? 'list' : 'object';
};
const childrenOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
/** A message may have a name that every object answers to, such as `constructor`. */
const own = (value: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;
const isFull = (value: unknown): boolean => Object.keys(childrenOf(value)).length > 0;

/** What came or went whole is told by its leaves, where there is nothing else in its place. */
const isToldByLeaves = (was: unknown, is: unknown): boolean => {
  const kinds = new Set([kindOf(was), kindOf(is)]);
  kinds.delete('none');
  return kinds.size === 1 && !kinds.has('leaf') && (isFull(was) || isFull(is));
};

const walk = (path: string, was: unknown, is: unknown): Difference[] => {
  if (isDeepStrictEqual(was, is)) return [];
  if (!isToldByLeaves(was, is)) {
    const [one, other] = [textOf(was), textOf(is)];
    return one === other ? [] : [{ path, was: one, is: other }];
  }
  const [before, after] = [childrenOf(was), childrenOf(is)];
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].flatMap((key) => walk(at(path, key), own(before, key), own(after, key)));
};

/** Every leaf that differs, in the order of the first value. */
export const differencesBetween = (was: unknown, is: unknown): Difference[] =>
  walk('', was, is).slice(0, mostDifferences);

/** The value at a path such as `lines.0.sku`; undefined where there is none. */
export const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? own(inner, key) : undefined), value);
