/** The smallest body that an endpoint takes, made of its declaration: for tests that ask every endpoint there is. */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { z } from 'zod';

type Schema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
};

/** Of texts that have to have a form, one that has it. */
const forms: readonly (readonly [RegExp, string])[] = [
  [/^\^ord_/, 'ord_000'],
  [/^\^shp_/, 'shp_000'],
  [/^\^trs_/, 'trs_000'],
];
const formats: Readonly<Record<string, string>> = {
  'date-time': '2026-11-20T10:00:00Z',
  date: '2026-11-20',
  email: 'ana@example.invalid',
};

const textFor = ({ format = '', pattern = '', minLength = 1 }: Schema): string =>
  formats[format] ?? forms.find(([form]) => form.test(pattern))?.[1] ?? 'a'.repeat(Math.max(1, minLength));

const valueFor = (schema: Schema): unknown => {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [form] = schema.anyOf ?? schema.oneOf ?? [];
  if (form) return valueFor(form);
  if (schema.type === 'string') return textFor(schema);
  if (schema.type === 'number' || schema.type === 'integer') return Math.max(1, schema.minimum ?? 1);
  if (schema.type === 'boolean') return false;
  if (schema.type === 'array') return Array.from({ length: schema.minItems ?? 0 }, () => valueFor(schema.items ?? {}));
  const { properties = {}, required = [] } = schema;
  return Object.fromEntries(required.map((name) => [name, valueFor(properties[name] ?? {})]));
};

/** With what the declaration requires and nothing else; undefined for a GET. */
export const smallestBody = ({ method, body }: Endpoint): unknown =>
  method === 'GET' ? undefined : valueFor(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Schema);
