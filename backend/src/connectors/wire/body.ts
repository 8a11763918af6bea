/**
 * From raw bytes to a JSON value that is safe to keep: bounded in depth, long integers kept digit by digit, and without
 * the code points that Postgres refuses.
 */
import { parse as parseWithRepeats } from 'lossless-json';
import { storable } from './text.ts';

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

const cleaned = (value: Json): Json => {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), cleaned(inner)]));
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
  if (other !== undefined) return { error: other, text: storable(text) };
  if (nesting(bytes) > maxDepth) return { error: `nested deeper than ${maxDepth} levels`, text: storable(text) };
  try {
    const longInteger = /(?:^|[:[,\s])-?\d{16,}/.test(text);
    const body = longInteger ? (JSON.parse(text, exact) as Json) : (JSON.parse(text) as Json);
    return { body: /\\u(?:0000|d[89a-f])/i.test(text) ? cleaned(body) : body };
  } catch (error) {
    return { error: error instanceof Error ? storable(error.message) : 'not JSON', text: storable(text) };
  }
};

const exactNumber = (source: string): number | string => {
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
    parseNumber: exactNumber,
    onDuplicateKey: ({ oldValue, newValue }) => {
      repeated = true;
      return [...listOf(oldValue), ...listOf(newValue)];
    },
  }) as Json;
  return repeated ? { body: cleaned(body) } : plain;
};
