/** Which fields an object has on screen: those it holds or needs, those that may be added, and what no schema knows of. Pure. */
import type { JsonSchema } from './json-schema.ts';
import type { Shape } from './shape.ts';
import { shapeOf } from './shape.ts';
import { type Entries, isEntries, isSame } from './values.ts';

type ObjectShape = Extract<Shape, { kind: 'object' }>;
export type ObjectField = { name: string; schema: JsonSchema; needed: boolean; known: boolean };
export type ObjectFields = {
  shown: readonly ObjectField[];
  /** Fields that it could have and does not. */
  absent: readonly ObjectField[];
};

/** `asked` says which absent fields are shown all the same: somebody is to fill them. */
export const fieldsOf = (
  { properties, needed, others }: ObjectShape,
  value: unknown,
  asked: (name: string) => boolean = () => false,
): ObjectFields => {
  const entries: Entries = isEntries(value) ? value : {};
  const known = Object.entries(properties).map(([name, schema]) => ({
    name,
    schema,
    needed: needed.has(name),
    known: true,
  }));
  const stands = (name: string) => Object.hasOwn(entries, name);
  const unknown = Object.keys(entries)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({ name, schema: others ?? {}, needed: false, known: others !== null }));
  return {
    shown: [...known.filter(({ name, needed: must }) => must || stands(name) || asked(name)), ...unknown],
    absent: known.filter(({ name, needed: must }) => !must && !stands(name) && !asked(name)),
  };
};

/** Schemas that contain themselves are not filled without end. */
const deepest = 8;

/** What a new thing of a schema begins as: what must be there, empty. */
export const blankOf = (schema: JsonSchema, root: JsonSchema, depth = 0): unknown => {
  const shape = shapeOf(schema, root);
  if (schema.default !== undefined) return schema.default;
  if (shape.kind === 'text') return '';
  if (shape.kind === 'choice') return shape.values.length === 1 ? shape.values[0] : null;
  if (shape.kind === 'list') return [];
  if (shape.kind === 'record') return {};
  if (depth > deepest || shape.kind === 'number' || shape.kind === 'any') return null;
  if (shape.kind === 'tuple') return shape.items.map((item) => blankOf(item, root, depth + 1));
  if (shape.kind === 'union') return shape.nullable ? null : blankOf(shape.options[0] ?? {}, root, depth + 1);
  return Object.fromEntries(
    Object.entries(shape.properties)
      .filter(([name]) => shape.needed.has(name))
      .map(([name, one]) => [name, blankOf(one, root, depth + 1)]),
  );
};

const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);
const kindOfShape: Readonly<Record<Shape['kind'], string | null>> = {
  object: 'object',
  record: 'object',
  list: 'list',
  tuple: 'list',
  text: 'string',
  number: 'number',
  choice: null,
  union: null,
  any: null,
};
const kindWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'yes or no',
  object: 'an object',
  list: 'a list',
  null: 'nothing',
};

/** Why a value is not what its field is for, in words; null where it is, and where nothing stands there yet. */
export const misfitOf = (shape: Shape, value: unknown): string | null => {
  if (value === undefined || (value === null && shape.nullable)) return null;
  if (shape.kind === 'choice')
    return value === null || shape.values.some((one) => isSame(one, value)) ? null : 'is none of the choices';
  const [is, wanted] = [kindOf(value), kindOfShape[shape.kind]];
  if (wanted === null || is === wanted || is === 'null') return null;
  if (shape.kind === 'number' && value === '') return null;
  return `is ${kindWords[is] ?? is}, not ${kindWords[wanted] ?? wanted}`;
};

/** How well a value fits one of several alternatives: which of them is drawn. */
const fitOf = (schema: JsonSchema, value: unknown, root: JsonSchema): number => {
  const shape = shapeOf(schema, root);
  if (misfitOf(shape, value) !== null || (value === null && !shape.nullable)) return -1;
  if (shape.kind !== 'object' || !isEntries(value)) return 1;
  let fit = 1;
  for (const [name, one] of Object.entries(shape.properties)) {
    if (!Object.hasOwn(value, name)) fit -= shape.needed.has(name) ? 2 : 0;
    else {
      const inner = shapeOf(one, root);
      // What names the alternative decides.
      if (inner.kind === 'choice' && inner.values.length === 1)
        fit += isSame(inner.values[0], value[name]) ? 100 : -100;
      else fit += misfitOf(inner, value[name]) === null ? 1 : -1;
    }
  }
  return fit;
};

/** The alternative that a value is of, by its place; -1 for none. */
export const optionOf = (options: readonly JsonSchema[], value: unknown, root: JsonSchema): number => {
  let [best, at] = [Number.NEGATIVE_INFINITY, -1];
  for (const [i, option] of options.entries()) {
    const fit = fitOf(option, value, root);
    if (fit > best) [best, at] = [fit, i];
  }
  return best === -1 ? -1 : at;
};

/** What an alternative is called: its title, the constant that names it, or what kind of thing it is. */
export const optionLabel = (schema: JsonSchema, root: JsonSchema): string => {
  const shape = shapeOf(schema, root);
  if (shape.title) return shape.title;
  if (shape.kind === 'choice') return shape.values.map(String).join(', ');
  if (shape.kind === 'object')
    for (const one of Object.values(shape.properties)) {
      const inner = shapeOf(one, root);
      if (inner.kind === 'choice' && inner.values.length === 1) return String(inner.values[0]);
    }
  const word = kindWords[kindOfShape[shape.kind] ?? ''] ?? 'anything';
  return word.replace(/^an? /, '').replace(/^./, (first) => first.toUpperCase());
};

/** A value carried over to another alternative: what both have stays, what the other one needs is empty. */
export const asOption = (schema: JsonSchema, value: unknown, root: JsonSchema): unknown => {
  const shape = shapeOf(schema, root);
  const blank = blankOf(schema, root);
  if (shape.kind !== 'object' || !isEntries(value) || !isEntries(blank)) return blank;
  const kept = Object.entries(value).filter(([name]) => {
    const one = shape.properties[name];
    return one !== undefined && misfitOf(shapeOf(one, root), value[name]) === null;
  });
  return { ...blank, ...Object.fromEntries(kept) };
};
