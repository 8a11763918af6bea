/**
 * From raw bytes to a JSON value that is safe to keep: bounded in depth, long integers kept digit by digit, and without
 * the code points that Postgres refuses. Also the dotted paths by which a mapping finds its way in it.
 */
import { parse as parseWithRepeats } from 'lossless-json';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const maxDepth = 64;
const quote = 0x22;
const backslash = 0x5c;

/** How deep the brackets of a JSON text nest; stops counting past the limit. */
const nesting = (bytes: Buffer): number => {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < bytes.length && deepest <= maxDepth; at++) {
    const byte = bytes[at];
    if (inText) {
      if (byte === backslash) at++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else if (byte === 0x7b || byte === 0x5b) deepest = Math.max(deepest, ++depth);
    else if (byte === 0x7d || byte === 0x5d) depth--;
  }
  return deepest;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: U+0000 is what is being removed, Postgres cannot hold it.
const clean = (text: string): string => text.replace(/\u0000/g, '\uFFFD').toWellFormed();

const cleaned = (value: Json): Json => {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), cleaned(inner)]));
};

/** A tracking number sent as a JSON number may have more digits than a double holds: then its own digits are kept. */
const exact = (_key: string, value: Json, context?: { source?: string }): Json =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
    ? (context?.source ?? value)
    : value;

/** What a body plainly is instead of JSON; the parser's own words would only name its first letter. */
const otherThanJson = (bytes: Buffer, text: string): string | undefined => {
  if (text.trim() === '') return 'the body is empty';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'compressed (gzip), not JSON';
  if (bytes.includes(0)) return 'binary or another encoding than UTF-8, not JSON';
  return /^\s*</.test(text) ? 'markup (HTML or XML), not JSON' : undefined;
};

/** Reads a body. `error` says in one line why it cannot be read; `text` is then what could be kept of it. */
export const readBody = (bytes: Buffer): { body: Json } | { error: string; text: string } => {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const other = otherThanJson(bytes, text);
  if (other !== undefined) return { error: other, text: clean(text) };
  if (nesting(bytes) > maxDepth) return { error: `nested deeper than ${maxDepth} levels`, text: clean(text) };
  try {
    const longInteger = /(?:^|[:[,\s])-?\d{16,}/.test(text);
    const body = longInteger ? (JSON.parse(text, exact) as Json) : (JSON.parse(text) as Json);
    return { body: /\\u(?:0000|d[89a-f])/i.test(text) ? cleaned(body) : body };
  } catch (error) {
    return { error: error instanceof Error ? clean(error.message) : 'not JSON', text: clean(text) };
  }
};

const numberOf = (source: string): number | string => {
  const value = Number(source);
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;
};

/**
 * Like `readBody`, for carriers behind gateways that turn XML into JSON: a key that stands twice becomes the list of its
 * values, where JSON.parse would silently keep the last one.
 */
export const readBodyWithRepeats = (bytes: Buffer): { body: Json } | { error: string; text: string } => {
  const plain = readBody(bytes);
  if ('error' in plain) return plain;
  let repeated = false;
  const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
  const body = parseWithRepeats(bytes.toString('utf8').replace(/^\uFEFF/, ''), undefined, {
    parseNumber: numberOf,
    onDuplicateKey: ({ oldValue, newValue }) => {
      repeated = true;
      return [...listOf(oldValue), ...listOf(newValue)];
    },
  }) as Json;
  return repeated ? { body: cleaned(body) } : plain;
};

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
