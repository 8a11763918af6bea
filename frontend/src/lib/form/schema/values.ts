/** Changes of values by path: each gives a new value in which everything else is the same thing in the same order. Pure. */
export type Path = readonly (string | number)[];
export type Entries = Readonly<Record<string, unknown>>;

export const isEntries = (value: unknown): value is Entries =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `['lines', 0, 'sku']` -> `lines.0.sku`, as answers of the tower name fields. */
export const pathText = (path: Path): string => path.join('.');

/** `lines[0].sku` and `/lines/0/sku` -> `lines.0.sku`. */
export const plainPath = (text: string): string =>
  text
    .replace(/^\$?\.?\/?/, '')
    .replaceAll('/', '.')
    .replace(/\[(\d+)\]/g, '.$1')
    .replace(/^\./, '');

/** True for the path itself and for everything in it. */
export const isWithin = (path: string, outer: string): boolean =>
  outer === '' || path === outer || path.startsWith(`${outer}.`);

export const valueAt = (value: unknown, path: Path): unknown => {
  let found = value;
  for (const key of path) {
    if (Array.isArray(found)) found = found[Number(key)];
    else if (isEntries(found) && Object.hasOwn(found, key)) found = found[key];
    else return undefined;
  }
  return found;
};

/** With another value at a path; objects and lists that lead there are made where there are none. */
export const withAt = (value: unknown, [key, ...rest]: Path, next: unknown): unknown => {
  if (key === undefined) return next;
  if (Array.isArray(value) || typeof key === 'number') {
    const list: unknown[] = Array.isArray(value) ? value : [];
    return list.toSpliced(Number(key), 1, withAt(list[Number(key)], rest, next));
  }
  const entries = isEntries(value) ? value : {};
  const inner = Object.hasOwn(entries, key) ? entries[key] : undefined;
  return Object.fromEntries([
    ...Object.entries(entries).map(([name, one]) => [name, name === String(key) ? withAt(inner, rest, next) : one]),
    ...(Object.hasOwn(entries, key) ? [] : [[key, withAt(undefined, rest, next)]]),
  ]);
};

/** Without what is at a path: an entry of an object, an item of a list. */
export const without = (value: unknown, path: Path): unknown => {
  const outer = path.slice(0, -1);
  const key = path.at(-1);
  const holder = valueAt(value, outer);
  if (key === undefined) return value;
  if (Array.isArray(holder)) return withAt(value, outer, holder.toSpliced(Number(key), 1));
  if (!isEntries(holder)) return value;
  return withAt(value, outer, Object.fromEntries(Object.entries(holder).filter(([name]) => name !== String(key))));
};

/** With the item of a list at another place. */
export const moved = (list: readonly unknown[], from: number, to: number): unknown[] => {
  if (to < 0 || to >= list.length) return [...list];
  return list.toSpliced(from, 1).toSpliced(to, 0, list[from]);
};

/** With an entry under another name, where it stands. */
export const renamed = (entries: Entries, from: string, to: string): Entries =>
  Object.fromEntries(Object.entries(entries).map(([name, value]) => [name === from ? to : name, value]));

/** True for values that are the same in JSON, whatever the order of an object's entries. */
export const isSame = (one: unknown, other: unknown): boolean => {
  if (Object.is(one, other)) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, i) => isSame(item, other[i]));
  if (!isEntries(one) || !isEntries(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
};
