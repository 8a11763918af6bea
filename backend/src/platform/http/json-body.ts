/**
 * Bodies of requests as JSON: read as bytes, decoded, parsed, and refused with the place of the fault where they are no JSON,
 * nest too deep, give a name twice or hold text that no store takes, before anything looks at them.
 */
import express, { type RequestHandler } from 'express';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import { firstFault, repeatedNames } from '../../kernel/json/json-text.ts';
import { isStorable, notStorable } from '../../kernel/storable.ts';

const maxDepth = 40;
const mostBytes = '2mb';
const jsonType = /^application\/(?:[\w.-]+\+)?json$/i;

/** How deep a parsed body nests; deeper ones are refused before anything looks at them. */
const tooDeep = (value: unknown, left = maxDepth): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  return Object.values(value).some((inner) => tooDeep(inner, left - 1));
};

const unstorable = (value: unknown, path: string): string[] => {
  if (typeof value === 'string') return isStorable(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    isStorable(key) ? unstorable(inner, path ? `${path}.${key}` : key) : [path],
  );
};

const notJson = (text: string): Refusal => {
  const fault = firstFault(text);
  const where = fault ? `: line ${fault.line}, column ${fault.column}: ${fault.expected} is expected there` : '';
  return new Refusal('malformed', 'not_json', `The body is not JSON${where}`);
};

const invalid = (errors: FieldError[]): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', errors.slice(0, 50));

/** The value of a JSON text. Throws a Refusal on what is none, and on what no endpoint takes. */
export const parseBody = (text: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson(text);
  }
  if (tooDeep(value)) throw new Refusal('malformed', 'too_deep', `The body nests deeper than ${maxDepth} levels`);
  const repeated = repeatedNames(text).map((path) => ({ path, message: 'is given more than once' }));
  if (repeated.length > 0)
    throw new Refusal('malformed', 'repeated_name', 'Some names are given more than once', repeated.slice(0, 50));
  const paths = unstorable(value, '');
  if (paths.length > 0) throw invalid(paths.map(notStorable));
  return value;
};

const decoded = (bytes: Buffer, charset: string): string => {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('malformed', 'not_text', `The body is not ${charset.toUpperCase()}`);
  }
};

const unsupported = (given: string): Refusal =>
  new Refusal('unsupported', 'not_json', `Send application/json in UTF-8, not ${given}`);

const readBytes = express.raw({ type: () => true, limit: mostBytes });
const hasNoBody = (method: string): boolean => method === 'GET' || method === 'HEAD';

/** A request without a body has none afterwards either; whether it needs one is its endpoint's to say. */
const parseBytes: RequestHandler = (request, response, next) => {
  const bytes: unknown = request.body;
  request.body = undefined;
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return next();
  const given = request.get('content-type') ?? '';
  const [type = '', ...parameters] = given.split(';').map((part) => part.trim());
  const charset =
    /^charset="?([\w-]+)"?$/i.exec(parameters.find((one) => /^charset=/i.test(one)) ?? '')?.[1] ?? 'utf-8';
  if (!jsonType.test(type)) throw unsupported(given || 'a body without a type');
  if (!/^utf-?8$/i.test(charset)) throw unsupported(given);
  request.body = parseBody(decoded(bytes, 'utf-8'));
  // As it came, for whoever has to keep it so.
  response.locals.sent = bytes;
  next();
};

/** Reads the bodies of requests that may have one. What a GET carries is looked at by nobody. */
export const jsonBody: readonly RequestHandler[] = [
  (request, response, next) => (hasNoBody(request.method) ? next() : readBytes(request, response, next)),
  (request, response, next) => (hasNoBody(request.method) ? next() : parseBytes(request, response, next)),
];
