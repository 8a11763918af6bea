/**
 * Reads what somebody sent by a schema, and says in words what is wrong with it, each fault at its own field: the one place
 * where zod's issues become text, for endpoints, settings, files and configuration.
 */
import { z } from 'zod';
import { byNearness, closest } from './closest.ts';
import type { FieldError } from './errors.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

export type Reading<T> = { ok: true; data: T } | { ok: false; faults: FieldError[] };

const mostFaults = 50;
/** Longer lists of values are not read by anybody. */
const mostNamed = 15;
/** Of a longer list, as many are named that come closest. */
const closestNamed = 3;

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'a JSON object',
  record: 'a JSON object',
  null: 'null',
};

const formats: Readonly<Record<string, string>> = {
  email: 'an e-mail address, e.g. ana@example.com,',
  url: 'an address, e.g. https://example.com,',
  datetime: 'a time, e.g. 2026-11-28T10:00:00Z,',
  date: 'a calendar day, e.g. 2026-11-28,',
  ipv4: 'an IP address',
  ipv6: 'an IP address',
};

const kindOf = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : 'a number without end';
  return kinds[typeof value] ?? 'something else';
};

const quoted = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value));

const meant = (value: unknown, names: readonly string[]): string => {
  const near = typeof value === 'string' ? closest(value, names) : undefined;
  return near === undefined ? '' : `; did you mean "${near}"?`;
};

const longList = (input: unknown, values: readonly unknown[]): string => {
  const near = byNearness(typeof input === 'string' ? input : '', values.map(String)).slice(0, closestNamed);
  return `one of ${values.length} names, such as ${near.map(quoted).join(', ')},`;
};

/** What is expected where the fault is, as a noun; undefined where another wording is needed. */
const expectedBy = (issue: Issue | RawIssue): string | undefined => {
  if (issue.code === 'invalid_type') return kinds[issue.expected] ?? 'something else';
  if (issue.code === 'invalid_format') return formats[String(issue.format)];
  if (issue.code !== 'invalid_value') return undefined;
  const values = (issue.values as readonly unknown[]).map(quoted);
  if (values.length > mostNamed) return longList(issue.input, issue.values as readonly unknown[]);
  return values.length === 1 ? values[0] : `one of ${values.join(', ')}`;
};

const items = (count: number | bigint): string => (Number(count) === 1 ? '1 item' : `${count} items`);
const characters = (count: number | bigint): string => (Number(count) === 1 ? '1 character' : `${count} characters`);

const amount = (origin: string, limit: number | bigint): string => {
  if (origin === 'string') return characters(limit);
  return ['array', 'set', 'map', 'object'].includes(origin) ? items(limit) : String(limit);
};

const sizeWords = (issue: Issue | RawIssue): string | undefined => {
  if (issue.code === 'too_small') {
    const { origin, minimum, inclusive = true } = issue;
    if (origin === 'string' && Number(minimum) === 1) return 'must not be empty';
    return inclusive ? `at least ${amount(origin, minimum)} expected` : `more than ${minimum} expected`;
  }
  if (issue.code === 'too_big') {
    const { origin, maximum, inclusive = true } = issue;
    return inclusive ? `at most ${amount(origin, maximum)} expected` : `less than ${maximum} expected`;
  }
  return issue.code === 'not_multiple_of' ? `a multiple of ${issue.divisor} is expected` : undefined;
};

/** The words for a fault that its schema has none of its own for. */
const wordsFor = (issue: RawIssue): string => {
  const expected = expectedBy(issue);
  const { input } = issue;
  if (expected !== undefined) {
    const differs =
      issue.code === 'invalid_type' && (typeof input !== 'number' || !['int', 'number'].includes(issue.expected));
    const said = differs || input === Number.POSITIVE_INFINITY ? `, not ${kindOf(input)}` : '';
    const near = issue.code === 'invalid_value' ? meant(input, (issue.values as unknown[]).map(String)) : '';
    return `${expected} is expected${said}${near}`;
  }
  return sizeWords(issue) ?? (issue.code === 'invalid_format' ? 'is not written as it must be' : 'is not valid');
};

const beyondWhole = `at most ${Number.MAX_SAFE_INTEGER} expected`;

const depthOf = (issues: readonly Issue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));

type Spread = { path: readonly PropertyKey[]; known: ReadonlyMap<readonly string[], readonly string[]> };

const at = (path: readonly PropertyKey[]): string => path.map(String).join('.');

const unknownKeys = (keys: readonly string[], { path, known }: Spread): FieldError[] =>
  keys.map((key) => {
    const names = known.get(keys) ?? [];
    const near = meant(key, names);
    const list = near === '' && names.length > 0 && names.length <= mostNamed ? `; known: ${names.join(', ')}` : '';
    return { path: at([...path, key]), message: `is not known here${near || list}` };
  });

/** Of a value that fits no branch of a union, what keeps it from the branch that it comes closest to. */
const ofUnion = ({ errors }: Extract<Issue, { code: 'invalid_union' }>, spread: Spread): FieldError[] => {
  const { path } = spread;
  const branches = errors.filter((branch) => branch.length > 0);
  const nearest = [...branches].sort((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0];
  if (nearest === undefined) return [{ path: at(path), message: 'is of none of the kinds that are known here' }];
  if (depthOf(nearest) > 0) return nearest.flatMap((one) => faultsOf(one, { ...spread, path: [...path, ...one.path] }));
  const expected = branches.map(([first]) => first && expectedBy(first));
  if (branches.length > 1 && expected.every((one) => one !== undefined))
    return [{ path: at(path), message: `${[...new Set(expected)].join(' or ')} is expected` }];
  return nearest.flatMap((one) => faultsOf(one, { ...spread, path }));
};

/** A fault as the errors of its fields: several, where one says several names. */
const faultsOf = (issue: Issue, spread: Spread): FieldError[] => {
  const { path } = spread;
  if ('input' in issue && issue.input === undefined && issue.code !== 'custom')
    return [{ path: at(path), message: 'is missing' }];
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue.keys, spread);
  if (issue.code === 'invalid_union') return ofUnion(issue, spread);
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element')
    return [{ path: at(path), message: issue.issues[0]?.message ?? issue.message }];
  return [{ path: at(path), message: issue.message }];
};

/** What is wrong first with a field hides the rest. Only the bound of whole numbers yields to a closer one. */
const oneAField = (faults: readonly FieldError[]): FieldError[] => {
  const first = new Map<string, FieldError>();
  for (const fault of faults) {
    const said = first.get(fault.path);
    if (said === undefined || said.message === beyondWhole) first.set(fault.path, fault);
  }
  return [...first.values()];
};

/** Reads a value by a schema: what it is, or what is wrong with it. `prefix` is the path of the value itself. */
export const read = <S extends z.ZodType>(schema: S, value: unknown, prefix = ''): Reading<z.output<S>> => {
  // The names that an object knows, by the list of those that it does not: zod tells them only while it reads.
  const known = new Map<readonly string[], readonly string[]>();
  const error = (issue: RawIssue): string => {
    if (issue.code === 'unrecognized_keys' && issue.inst instanceof z.ZodObject)
      known.set(issue.keys as string[], Object.keys(issue.inst.shape));
    return wordsFor(issue);
  };
  const result = schema.safeParse(value, { error, reportInput: true });
  if (result.success) return { ok: true, data: result.data };
  const before = prefix === '' ? [] : [prefix];
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue, { path: [...before, ...issue.path], known }));
  return { ok: false, faults: oneAField(faults).slice(0, mostFaults) };
};

/** Faults on one line, for where there are no fields to show them at. */
export const inWords = (faults: readonly FieldError[]): string =>
  faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');
