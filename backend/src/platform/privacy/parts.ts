/**
 * Personal values of a payload or a row: found by the marks of its schema, taken out before it is kept, put back when it
 * is read by somebody who may. Pure.
 */
import { coarseDegrees, personalValues, postalArea, type Remnant } from '@gantry/shared/values/personal';
import { z } from 'zod';
import { hashOfToken, isTokenHash } from '../../kernel/tracking-token.ts';

/** Where a personal value stands; `*` is every item of a list. */
export type PersonalPath = { steps: readonly string[]; stays: Remnant };
export type PersonalPaths = readonly PersonalPath[];

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

/** The personal values that a schema's marks say. */
export const personalPathsOf = (schema: z.ZodType): PersonalPaths => {
  const seen = new Set<string>();
  return walk(schema, []).filter(({ steps }) => {
    const path = steps.join('.');
    return !seen.has(path) && seen.add(path);
  });
};

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

type Taking = { path: PersonalPath; depth: number; at: string; parts: Parts };

const takeFrom = (value: unknown, { path, depth, at, parts }: Taking): unknown => {
  const step = path.steps[depth];
  if (step === undefined) {
    const rest = remnantOf(value, path.stays);
    // What says no more than what stays need not be sealed: an empty text, a coordinate that is coarse already.
    if (value === rest || value === null) return value;
    parts[at] = value;
    return rest;
  }
  if (!isRecord(value)) return value;
  let changed = value;
  for (const key of step === '*' ? Object.keys(value) : [step]) {
    const inner = value[key];
    if (inner === undefined) continue;
    const next = takeFrom(inner, { path, depth: depth + 1, at: at === '' ? key : `${at}.${key}`, parts });
    if (next !== inner) changed = withEntry(changed, key, next);
  }
  return changed;
};

/** Parts a value into what everybody may read and what is to be sealed; `parts` is undefined where nothing is personal. */
export const takeOut = <Value>(paths: PersonalPaths, value: Value): { clear: Value; parts: Parts | undefined } => {
  const parts: Parts = {};
  const clear = paths.reduce<unknown>((rest, path) => takeFrom(rest, { path, depth: 0, at: '', parts }), value);
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
