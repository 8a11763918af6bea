/** What a schema asks for, as kinds of fields that can be drawn: one level at a time, since schemas may contain themselves. Pure. */
import { type JsonSchema, resolved } from './json-schema.ts';

export type TextFormat = 'plain' | 'instant' | 'date' | 'email' | 'url';
type Told = {
  title: string | null;
  hint: string | null;
  /** Null is one of its values. */
  nullable: boolean;
  readOnly: boolean;
};
export type Shape = Told &
  (
    | {
        kind: 'object';
        properties: Readonly<Record<string, JsonSchema>>;
        needed: ReadonlySet<string>;
        /** What fields of other names are like; null where there are none. */
        others: JsonSchema | null;
      }
    | { kind: 'list'; item: JsonSchema; least: number; most: number | null }
    | { kind: 'tuple'; items: readonly JsonSchema[] }
    | { kind: 'record'; value: JsonSchema; keys: readonly string[] | null }
    | { kind: 'union'; options: readonly JsonSchema[] }
    | { kind: 'choice'; values: readonly unknown[] }
    | { kind: 'text'; format: TextFormat; most: number | null }
    | { kind: 'number'; whole: boolean; least: number | null; most: number | null }
    | { kind: 'any' }
  );

const formats: Readonly<Record<string, TextFormat>> = {
  'date-time': 'instant',
  date: 'date',
  email: 'email',
  uri: 'url',
  url: 'url',
};
const isNull = (schema: JsonSchema): boolean => schema.type === 'null' || ('const' in schema && schema.const === null);

/** Alternatives with those of alternatives among them; `null` is told apart, since it is no field of its own. */
const alternatives = (schema: JsonSchema, root: JsonSchema): { options: JsonSchema[]; nullable: boolean } => {
  const { anyOf, oneOf, ...own } = schema;
  const given = anyOf ?? oneOf;
  if (given === undefined) {
    if (!Array.isArray(own.type)) return { options: [own], nullable: false };
    const types = (own.type as string[]).filter((type) => type !== 'null');
    return { options: types.map((type) => ({ ...own, type })), nullable: types.length < own.type.length };
  }
  const inner = given.map((one) => alternatives(resolved(one, root), root));
  const options = inner.flatMap((one) => one.options);
  const some = options.filter((one) => !isNull(one));
  // What stands beside the alternatives holds for the only one there is.
  const only = some.length === 1 ? some.map((one) => ({ ...one, ...own })) : some;
  return { options: only, nullable: some.length < options.length || inner.some((one) => one.nullable) };
};

const whole = (bound: number | undefined): number | null =>
  bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? null : bound;

const objectShape = (schema: JsonSchema) => {
  const { properties = {}, additionalProperties: more, propertyNames } = schema;
  const others = more === true ? {} : more || null;
  const isOpen = Object.keys(properties).length === 0;
  if (isOpen && schema.properties === undefined && more === undefined) return { kind: 'any' } as const;
  if (!isOpen || others === null)
    return { kind: 'object', properties, needed: new Set(schema.required), others } as const;
  return { kind: 'record', value: others, keys: propertyNames?.enum?.map(String) ?? null } as const;
};

const listShape = ({ prefixItems, items, minItems, maxItems }: JsonSchema) =>
  prefixItems && prefixItems.length > 0
    ? ({ kind: 'tuple', items: prefixItems } as const)
    : ({
        kind: 'list',
        item: typeof items === 'object' ? items : {},
        least: minItems ?? 0,
        most: maxItems ?? null,
      } as const);

const plainShape = (schema: JsonSchema) => {
  if ('const' in schema) return { kind: 'choice', values: [schema.const] } as const;
  if (schema.enum) return { kind: 'choice', values: schema.enum.filter((value) => value !== null) } as const;
  const { type } = schema;
  if (type === 'object' || (type === undefined && schema.properties)) return objectShape(schema);
  if (type === 'array') return listShape(schema);
  if (type === 'boolean') return { kind: 'choice', values: [true, false] } as const;
  if (type === 'string')
    return { kind: 'text', format: formats[schema.format ?? ''] ?? 'plain', most: schema.maxLength ?? null } as const;
  if (type === 'number' || type === 'integer')
    return {
      kind: 'number',
      whole: type === 'integer',
      least: whole(schema.minimum),
      most: whole(schema.maximum),
    } as const;
  return { kind: 'any' } as const;
};

/** What a schema asks for. */
export const shapeOf = (schema: JsonSchema, root: JsonSchema): Shape => {
  const own = resolved(schema, root);
  const { options, nullable } = alternatives(own, root);
  const told = {
    title: own.title ?? null,
    hint: own.description ?? null,
    nullable: nullable || own.enum?.includes(null) === true,
    readOnly: own.readOnly === true,
  };
  const [only] = options;
  if (options.length !== 1 || only === undefined)
    return options.length === 0 ? { ...told, kind: 'any' } : { ...told, kind: 'union', options };
  return {
    ...told,
    title: told.title ?? only.title ?? null,
    hint: told.hint ?? only.description ?? null,
    ...plainShape(only),
  };
};

export type PlainShape = Extract<Shape, { kind: 'text' | 'number' | 'choice' }>;
/** What is drawn in one line. */
export const isPlain = (shape: Shape): shape is PlainShape =>
  shape.kind === 'text' || shape.kind === 'number' || shape.kind === 'choice';
