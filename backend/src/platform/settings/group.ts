/** A group of settings as a context declares it: what can be set, what it is for, what holds until somebody sets it. */
import type { Need } from '@gantry/shared/caller';
import { z } from 'zod';
import { Refusal } from '../../kernel/errors.ts';
import { read } from '../../kernel/faults.ts';

export type SettingsGroup<Schema extends z.ZodObject = z.ZodObject> = {
  /** `access.verticals`: the context and what it is about. */
  name: string;
  about: string;
  schema: Schema;
  defaults: z.output<Schema>;
  /** What each field is for, in words for whoever sets it. */
  fields: { readonly [Field in keyof Schema['shape']]: string };
  /** What reading and setting it needs; a manager's when left out. */
  need: Need;
};

/** Declares a group. Throws when its defaults are none that could be set, so that no process starts with them. */
export const settingsGroup = <Schema extends z.ZodObject>({
  need = { area: 'manager', vertical: 'logistics' },
  ...declared
}: Omit<SettingsGroup<Schema>, 'need'> & { need?: Need }): SettingsGroup<Schema> => {
  if (!/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/.test(declared.name))
    throw new Error(`settings ${declared.name}: a group is called context.name`);
  const wrong = declared.schema.strict().safeParse(declared.defaults);
  if (!wrong.success) throw new Error(`settings ${declared.name}: the defaults are not valid: ${wrong.error.message}`);
  return { ...declared, need };
};

/** Values that somebody wants to set, whole and checked. Throws a Refusal with the paths of the fields at fault. */
export const wantedValues = (group: SettingsGroup, values: unknown): Record<string, unknown> => {
  const wanted = read(group.schema.strict(), values, 'values');
  if (wanted.ok) return wanted.data;
  throw new Refusal('invalid', 'invalid', 'Some fields are not valid', wanted.faults);
};

/**
 * Values that were set once, as the group reads them today: a field that came later has its default, one that is gone is
 * left away. undefined when what was set can no longer be read.
 */
export const storedValues = <Schema extends z.ZodObject>(
  group: SettingsGroup<Schema>,
  values: Readonly<Record<string, unknown>>,
): z.output<Schema> | undefined => {
  const parsed = group.schema.strip().safeParse({ ...group.defaults, ...values });
  // `strip` widens the type of the schema, not what it answers.
  return parsed.success ? (parsed.data as z.output<Schema>) : undefined;
};

/** The group's values as JSON Schema, each field with what it is for and its default: enough to draw a form. */
export const jsonSchemaOf = (group: SettingsGroup): Record<string, unknown> => {
  const schema: { [key: string]: unknown; properties?: Record<string, unknown> } = z.toJSONSchema(
    group.schema.strict(),
    {
      io: 'input',
    },
  );
  const properties = Object.entries(schema.properties ?? {}).map(([field, inner]) => [
    field,
    { ...(inner as object), description: group.fields[field], default: group.defaults[field] },
  ]);
  return { ...schema, properties: Object.fromEntries(properties) };
};
