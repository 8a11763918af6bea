/** JSON Schema (draft 2020-12) as far as forms are drawn from it, and how references and joined parts are read as one schema. */
export type JsonSchema = {
  $ref?: string;
  $defs?: Readonly<Record<string, JsonSchema>>;
  title?: string;
  description?: string;
  type?: string | readonly string[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  propertyNames?: JsonSchema;
  items?: boolean | JsonSchema;
  prefixItems?: readonly JsonSchema[];
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  format?: string;
  default?: unknown;
  readOnly?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
};

/** A chain of references longer than this is a ring. */
const mostHops = 20;

const pointed = (ref: string, root: JsonSchema): JsonSchema => {
  if (!ref.startsWith('#')) return {};
  let found: unknown = root;
  for (const part of ref.slice(1).split('/').filter(Boolean)) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined;
  }
  return typeof found === 'object' && found !== null ? found : {};
};

const joined = (one: JsonSchema, other: JsonSchema): JsonSchema => ({
  ...other,
  ...one,
  ...(one.properties || other.properties ? { properties: { ...other.properties, ...one.properties } } : {}),
  ...(one.required || other.required ? { required: [...(other.required ?? []), ...(one.required ?? [])] } : {}),
});

/** The schema itself: what it refers to and what it is joined of, as one. What stands beside a reference goes before it. */
export const resolved = (schema: JsonSchema, root: JsonSchema, hops = 0): JsonSchema => {
  if (hops > mostHops) return {};
  const { $ref, allOf, ...own } = schema;
  let whole: JsonSchema = own;
  if ($ref !== undefined) whole = joined(whole, resolved(pointed($ref, root), root, hops + 1));
  for (const part of allOf ?? []) whole = joined(whole, resolved(part, root, hops + 1));
  return whole;
};
