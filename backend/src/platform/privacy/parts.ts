/**
 * Personal values of a payload or a row: found by the marks of its schema, taken out before it is kept, put back when it
 * is read by somebody who may. Pure.
 */
import { coarseDegrees, personalValues, postalArea, type Remnant } from '@gantry/shared/values/personal';
import { z } from 'zod';
import { hashOfToken, isTokenHash } from '../../kernel/tracking-token.ts';

/** Where a personal value stands; `*` is every item of a list. */
type PersonalPath = { steps: readonly string[]; stays: Remnant };

/** The same as a tree, so that a value is gone through, and copied, once. */
type Branch = { stays?: Remnant; fields: Map<string, Branch> };

/** Where a schema's values are personal. `names`: e.g. `shipTo.name`, in the order of the schema. */
export type PersonalPaths = { names: readonly string[]; root: Branch };

/** Values by where they stood, e.g. `shipTo.name`. */
export type Parts = Record<string, unknown>;

const wrappers: readonly string[] = ['optional', 'nullable', 'default', 'prefault', 'readonly', 'catch', 'nonoptional'];

const walk = (schema: unknown, steps: readonly string[]): PersonalPath[] => {
  if (!(schema instanceof z.ZodType)) return [];
  const mark = personalValues.get(schema);
  if (mark) return [{ steps, stays: mark.stays }];
  const { type } = schema.def;
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, inner]) => walk(inner, [...steps, key]));
  if (schema instanceof z.ZodArray) return walk(schema.element, [...steps, '*']);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => walk(option, steps));
  if (schema instanceof z.ZodPipe) return walk(schema.in, steps);
  return wrappers.includes(type) && 'innerType' in schema.def ? walk(schema.def.innerType, steps) : [];
};

const treeOf = (paths: readonly PersonalPath[]): PersonalPaths => {
  const root: Branch = { fields: new Map() };
  const names = new Set<string>();
  for (const { steps, stays } of paths) {
    let branch = root;
    for (const step of steps) {
      const next: Branch = branch.fields.get(step) ?? { fields: new Map() };
      branch.fields.set(step, next);
      branch = next;
    }
    branch.stays ??= stays;
    names.add(steps.join('.'));
  }
  return { names: [...names], root };
};

/** The personal values that a schema's marks say. */
export const personalPathsOf = (schema: z.ZodType): PersonalPaths => treeOf(walk(schema, []));

const leavesOf = (branch: Branch, steps: readonly string[]): PersonalPath[] => [
  ...(branch.stays === undefined ? [] : [{ steps, stays: branch.stays }]),
  ...[...branch.fields].flatMap(([step, inner]) => leavesOf(inner, [...steps, step])),
];

/** Of personal values those of which `kind` stays, as values of which nothing does. */
export const wholeOf = ({ root }: PersonalPaths, kind: Remnant): PersonalPaths =>
  treeOf(leavesOf(root, []).flatMap(({ steps, stays }) => (stays === kind ? [{ steps, stays: 'nothing' }] : [])));

/** Where nothing is personal. */
export const nothingPersonal: PersonalPaths = { names: [], root: { fields: new Map() } };

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** What stays of a value; undefined for nothing. */
const remnantOf = (value: unknown, stays: Remnant): unknown => {
  if (stays === 'empty') return typeof value === 'string' ? '' : value;
  if (stays === 'area' && typeof value === 'string') return postalArea(value);
  if (stays === 'coarse' && typeof value === 'number') return coarseDegrees(value);
  if (stays === 'hash' && typeof value === 'string') return isTokenHash(value) ? value : hashOfToken(value);
  return undefined;
};

/** A copy of a list or record in which one entry is another; undefined takes it out. */
const withEntry = (holder: Record<string, unknown>, key: string, value: unknown): Record<string, unknown> => {
  if (Array.isArray(holder)) return Object.assign([...holder], { [key]: value });
  if (value !== undefined) return { ...holder, [key]: value };
  const { [key]: _, ...rest } = holder;
  return rest;
};

const takeFields = (value: Record<string, unknown>, branch: Branch, { at, parts }: Taking): Record<string, unknown> => {
  let changed = value;
  for (const [step, inner] of branch.fields) {
    for (const key of step === '*' ? Object.keys(value) : [step]) {
      const whole = value[key];
      if (whole === undefined) continue;
      const rest = takeFrom(whole, inner, { at: at === '' ? key : `${at}.${key}`, parts });
      if (rest === whole) continue;
      if (changed === value) changed = copyOf(value);
      if (rest === undefined) delete changed[key];
      else changed[key] = rest;
    }
  }
  return changed;
};

const copyOf = (value: Record<string, unknown>): Record<string, unknown> =>
  Array.isArray(value) ? Object.assign([], value) : { ...value };

/** `at`: where the value stands in the whole; `parts`: what was taken out so far. */
type Taking = { at: string; parts: Parts };

const takeFrom = (value: unknown, branch: Branch, taking: Taking): unknown => {
  if (branch.stays === undefined) return isRecord(value) ? takeFields(value, branch, taking) : value;
  const rest = remnantOf(value, branch.stays);
  // What says no more than what stays need not be sealed: an empty text, a coordinate that is coarse already.
  if (value === rest || value === null) return value;
  taking.parts[taking.at] = value;
  return rest;
};

/** Parts a value into what everybody may read and what is to be sealed; `parts` is undefined where nothing is personal. */
export const takeOut = <Value>({ root }: PersonalPaths, value: Value): { clear: Value; parts: Parts | undefined } => {
  const parts: Parts = {};
  const clear = takeFrom(value, root, { at: '', parts });
  // Personal values are optional in every schema, so what stays is a value of the same kind.
  return { clear: clear as Value, parts: Object.keys(parts).length > 0 ? parts : undefined };
};

const putAt = (value: unknown, steps: readonly string[], part: unknown): unknown => {
  const [step, ...rest] = steps;
  if (step === undefined) return part;
  return isRecord(value) ? withEntry(value, step, putAt(value[step], rest, part)) : value;
};

/** The value with its personal parts where they were; what holds them no more is left as it is. */
export const putBack = <Value>(value: Value, parts: unknown): Value => {
  if (!isRecord(parts)) return value;
  const whole = Object.entries(parts).reduce<unknown>(
    (rest, [path, part]) => putAt(rest, path.split('.'), part),
    value,
  );
  return whole as Value;
};
