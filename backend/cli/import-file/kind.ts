/**
 * What a kind of thing that can be imported says of itself; reading files, telling errors and sending are the same for all.
 * Adding a kind: its file here, a line in `kinds.ts`, its table in `docs/import.md`.
 */
import type { z } from 'zod';
import type { Tower } from '../../src/sandbox/tower.ts';

export type Cells = Record<string, string>;
export type NumberedRow = { line: number; cells: Cells };

/** `of`: what of a thing a column belongs to, where a thing has several rows. */
export type Column = { name: string; of?: string; required?: true; example: string; about: string };

/** What options of the command stand in for where a file does not say it. */
export type Defaults = {
  channel?: string | undefined;
  timeZone?: string | undefined;
  at?: string | undefined;
  reference?: string | undefined;
};

/** Things that have several rows, which stand together. */
export type Grouping = {
  /** The column that rows of one thing share. */
  by: string;
  /** What tells things of a file apart. */
  keyOf(cells: Cells): string;
  /** The field that has one entry a row, and what columns `of` belong to the thing itself. */
  list: string;
  shared: string;
};

/** What became of something that was sent: an outcome, with a `note` to be told beside its line; or why it was refused. */
export type Sent = { outcome: string; note?: string } | { refused: readonly string[] };

// Methods, so that a kind of one thing stands in a list of kinds of any.
export type Kind<Input extends object = object> = {
  /** What one is called, and many; in the errors file each stands under the first. */
  one: string;
  many: string;
  columns: readonly Column[];
  /** Further rows of the template; the first has the examples of the columns. */
  furtherRows: readonly Cells[];
  schema: z.ZodType<unknown, Input>;
  /** Options of the command that it heeds. */
  heeds: readonly (keyof Defaults)[];
  grouping?: Grouping;
  /** A thing out of its rows, as the API takes it; still to be checked. */
  of(rows: readonly NumberedRow[], defaults: Defaults): unknown;
  /** The same of a line of JSON: what it says, with what the options say where it does not. */
  stated?(value: object, defaults: Defaults): object;
  /** What is wrong with one that its schema lets pass. */
  fault?(input: Input): { path: string; message: string } | undefined;
  /** What may stand in a file once: the field and what it is called. */
  nameOf?(input: Input): { path: string; name: string };
  /** True for what is sent once all else is there: it stands on it. */
  later?(input: Input): boolean;
  send(tower: Tower, input: Input): Promise<Sent>;
  /** Outcomes in the words and the order in which they are summed up. */
  outcomes: Readonly<Record<string, string>>;
  /** Outcomes that are no success, though nothing is to be repaired in the file. */
  unwell?: readonly string[];
};

/** Outcomes of what is said anew as a whole. */
export const savedOutcomes = { added: 'added', changed: 'changed', unchanged: 'unchanged' } as const;

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** An example file. */
export const templateOf = ({ columns, furtherRows }: Pick<Kind, 'columns' | 'furtherRows'>): string => {
  const row = (cell: (one: Column) => string) => columns.map((one) => quoted(cell(one))).join(',');
  return `${[
    columns.map((one) => one.name).join(','),
    row((one) => one.example),
    ...furtherRows.map((cells) => row((one) => cells[one.name] ?? '')),
  ].join('\n')}\n`;
};

/** What is wrong with a header, in one line each; none when it can be read. */
export const headerMistakes = (columns: readonly Column[], header: readonly string[]): string[] => {
  const known = new Set(columns.map((one) => one.name));
  const unknown = header.filter((name) => !known.has(name));
  const missing = columns.filter((one) => one.required && !header.includes(one.name)).map((one) => one.name);
  const twice = header.filter((name, index) => header.indexOf(name) !== index);
  return [
    ...unknown.map((name) => `line 1: unknown column "${name}"`),
    ...missing.map((name) => `line 1: column "${name}" is missing`),
    ...twice.map((name) => `line 1: column "${name}" is there twice`),
  ];
};
