/**
 * The repair form of a payload, drawn from its schema as JSON Schema, and the check of a repair against it. What a schema leaves
 * open is drawn after the payload itself, so that nested lines of a partner's message have fields as well.
 */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import { read } from '../../kernel/faults.ts';
import { valueAt } from '../../kernel/json/differences.ts';
import type { Resumer } from '../../platform/context.ts';

type Node = Record<string, unknown>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const mostDeep = 12;
const plain: Readonly<Record<string, string>> = { string: 'string', boolean: 'boolean', number: 'number' };

/** What a value is like, where nothing else says it. */
const after = (value: unknown, depth = 0): Node => {
  if (depth > mostDeep || value === null || value === undefined) return {};
  if (Array.isArray(value)) return { type: 'array', items: value.length > 0 ? after(value[0], depth + 1) : {} };
  if (!isNode(value)) return { type: plain[typeof value] ?? 'string' };
  const properties = Object.entries(value).map(([key, inner]) => [key, after(inner, depth + 1)] as const);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: {} };
};

const says = ['type', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', '$ref'];
const isOpen = (node: Node): boolean => says.every((word) => !(word in node));

/** A schema with what it leaves open filled in after a value. */
const filled = (node: Node, value: unknown, depth = 0): Node => {
  if (depth > mostDeep) return node;
  if (isOpen(node)) return { ...after(value, depth), ...node };
  if (Array.isArray(value) && isNode(node.items))
    return value.length > 0 ? { ...node, items: filled(node.items, value[0], depth + 1) } : node;
  if (!isNode(value) || node.type !== 'object') return node;
  const known = isNode(node.properties) ? node.properties : {};
  const open = isNode(node.additionalProperties) ? node.additionalProperties : undefined;
  const own = Object.entries(known).map(([key, inner]) => [
    key,
    isNode(inner) ? filled(inner, valueAt(value, key), depth + 1) : inner,
  ]);
  const more = open
    ? Object.entries(value).flatMap(([key, inner]) =>
        Object.hasOwn(known, key) ? [] : [[key, filled(open, inner, depth + 1)]],
      )
    : [];
  return { ...node, properties: Object.fromEntries([...own, ...more]) };
};

const schemaOf = ({ payload: schema }: Resumer, payload: unknown): z.ZodType | undefined =>
  typeof schema === 'function' ? schema(payload) : schema;

/** The form of a payload as JSON Schema; null where nothing is known of it. */
export const formOf = (resumer: Resumer | undefined, payload: unknown): Node | null => {
  const schema = resumer && schemaOf(resumer, payload);
  if (!schema) return isNode(payload) ? after(payload) : null;
  return filled(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), payload);
};

/** Paths that a repair leaves as they are. */
export const fixedOf = (resumer: Resumer | undefined, payload: unknown): readonly string[] =>
  resumer?.fixed?.(payload) ?? [];

const covers = (fixed: readonly string[], path: string): boolean =>
  fixed.some((one) => path === one || path.startsWith(`${one}.`));
const hasLeaves = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

/** Whether a repair could change anything of a payload. */
export const isRepairable = (resumer: Resumer, payload: unknown): boolean => {
  const schema = schemaOf(resumer, payload);
  if (schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0) return false;
  const fixed = fixedOf(resumer, payload);
  const isLoose = (value: unknown, path: string): boolean => {
    if (covers(fixed, path)) return false;
    if (!hasLeaves(value)) return true;
    return Object.entries(value).some(([key, inner]) => isLoose(inner, path === '' ? key : `${path}.${key}`));
  };
  return isLoose(payload, '');
};

/** Throws a Refusal with the paths of what a repair may not be like. */
export const insistOnRepair = (resumer: Resumer | undefined, before: unknown, payload: unknown): void => {
  const schema = resumer && schemaOf(resumer, before);
  const reading = schema ? read(schema, payload) : undefined;
  const faults: FieldError[] = [
    ...fixedOf(resumer, before)
      .filter((path) => !isDeepStrictEqual(valueAt(before, path), valueAt(payload, path)))
      .map((path) => ({ path, message: 'stays as it is: the message is known by it' })),
    ...(reading && !reading.ok ? reading.faults : []),
  ];
  const once = [...new Map(faults.map((fault) => [fault.path, fault])).values()];
  if (once.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', once);
};
