/** What every field of a schema's form knows of the form it is in. Set by `SchemaForm`. */
import { createContext, type Snippet } from 'svelte';
import type { JsonSchema } from './json-schema.ts';
import type { Path } from './values.ts';

export type FieldProps = {
  schema: JsonSchema | null;
  value: unknown;
  path: Path;
  name: string;
  /** What it is called, where its name does not say it. */
  label?: string;
  needed: boolean;
  /** Its label stands elsewhere already. */
  bare?: boolean;
  removable?: boolean;
};

export type SchemaFormOf = {
  /** Draws a field. Fields contain fields; by this way their files need not import one another. */
  readonly field: Snippet<[FieldProps]>;
  readonly root: JsonSchema;
  /** Nothing can be changed. */
  readonly closed: boolean;
  change(path: Path, value: unknown): void;
  remove(path: Path): void;
  /** What is wrong at exactly this path. */
  faultsAt(path: Path): string[];
  /** How much is wrong at this path and in it. */
  faultsWithin(path: Path): number;
  /** It stays as it is. */
  isFixed(path: Path): boolean;
  /** What it was, where it is another one by now; null where it is not, or where nobody said what it was. */
  changeAt(path: Path): { was: unknown } | null;
};
export const [schemaForm, setSchemaForm] = createContext<SchemaFormOf>();
