/**
 * Reads a file of things of one kind (CSV or JSON lines, plain or gzipped) as a stream of checked ones, one in memory at a
 * time. What is wrong is said by line and field and stops only the thing it is in.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { read } from '../../src/kernel/faults.ts';
import { firstFault } from '../../src/kernel/json/json-text.ts';
import { CommandError } from '../tower-access.ts';
import { type Cells, type Defaults, headerMistakes, type Kind, type NumberedRow } from './kind.ts';

/** `line` is where the thing begins; `bytes` how much of the file has been read. */
export type FileRead<Input extends object> = { line: number; bytes: number } & (
  | { thing: Input }
  | { errors: string[]; thing: unknown; refused: true }
);
export type ReadOptions = Defaults & { delimiter?: string };

/** A file as it is read. `seen` has the first line of each name, twelve characters a name: all that grows with the file. */
type Reader<Input extends object> = { kind: Kind<Input>; options: ReadOptions; seen: Map<string, number> };

const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64').slice(0, 12);

/** Where a name stood before in the file; the first time it is noted. */
const before = ({ seen }: Pick<Reader<object>, 'seen'>, name: string, line: number): number | undefined => {
  const key = keyOf(name);
  const first = seen.get(key);
  if (first === undefined) seen.set(key, line);
  return first;
};

/** What is wrong with one that its schema accepts. */
const faultIn = <Input extends object>(reader: Reader<Input>, input: Input, line: number) => {
  const { kind } = reader;
  const named = kind.nameOf?.(input);
  const first = named && before(reader, named.name, line);
  if (named && first !== undefined)
    return { path: named.path, message: `${named.name} was there before, in line ${first}` };
  return kind.fault?.(input);
};

/** Checks one thing; errors name the line of the row they are in, when there are rows. */
const check = <Input extends object>(
  reader: Reader<Input>,
  thing: unknown,
  { lines, bytes }: { lines: readonly number[]; bytes: number },
): FileRead<Input> => {
  const { kind } = reader;
  const line = lines[0] ?? 0;
  const result = read(kind.schema, thing);
  if (result.ok) {
    const input = thing as Input;
    const fault = faultIn(reader, input, line);
    if (!fault) return { line, bytes, thing: input };
    return { line, bytes, thing, refused: true, errors: [`line ${line}: ${fault.path}: ${fault.message}`] };
  }
  const ofRow = new RegExp(`^${kind.grouping?.list ?? '-'}\\.(\\d+)`);
  const errors = result.faults.map(({ path, message }) => {
    const row = ofRow.exec(path)?.[1];
    const at = row === undefined ? line : (lines[Number(row)] ?? line);
    return `line ${at}: ${path || kind.one}: ${message}`;
  });
  return { line, bytes, thing, refused: true, errors };
};

/** Cells of a later row that contradict the first row of the same thing. */
const contradictions = ({ columns, grouping, one }: Kind, rows: readonly NumberedRow[]): string[] => {
  const [first, ...others] = rows;
  const shared = columns.filter(({ of }) => grouping !== undefined && of === grouping.shared);
  return others.flatMap(({ line, cells }) =>
    shared
      .filter(({ name }) => (cells[name] ?? '') !== '' && cells[name] !== first?.cells[name])
      .map(({ name }) => `line ${line}: ${name}: differs from line ${first?.line}, the ${one}'s first`),
  );
};

const checkRows = <Input extends object>(
  reader: Reader<Input>,
  rows: readonly NumberedRow[],
  bytes: number,
): FileRead<Input> => {
  const { kind, options } = reader;
  const { grouping } = kind;
  const line = rows[0]?.line ?? 0;
  const cells = rows[0]?.cells ?? {};
  if (grouping && before(reader, grouping.keyOf(cells), line) !== undefined) {
    const { by } = grouping;
    // Kept as rows, not as a thing: imported as it stands, this half would replace the other.
    const errors = [`line ${line}: ${by}: ${cells[by]} was there before; its rows must stand together`];
    return { line, bytes, thing: { rows: rows.map((row) => row.cells) }, refused: true, errors };
  }
  const thing = kind.of(rows, options);
  const errors = contradictions(kind, rows);
  if (errors.length > 0) return { line, bytes, thing, refused: true, errors };
  return check(reader, thing, { lines: rows.map((row) => row.line), bytes });
};

const bytesOf = (path: string) => {
  const file = createReadStream(path);
  const input: Readable = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => input.destroy(error));
  return { input, read: () => file.bytesRead };
};

type CsvRecord = { record: string[]; info: { lines: number } };
const csvRecords = (input: Readable, delimiter: string): AsyncIterable<CsvRecord> => {
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
    delimiter,
  });
  input.on('error', (error) => parser.destroy(error));
  return input.pipe(parser) as AsyncIterable<CsvRecord>;
};

async function* readCsv<Input extends object>(path: string, reader: Reader<Input>): AsyncGenerator<FileRead<Input>> {
  const { kind, options } = reader;
  const by = kind.grouping?.by;
  const { input, read: bytesRead } = bytesOf(path);
  let header: string[] | undefined;
  let rows: NumberedRow[] = [];
  for await (const { record, info } of csvRecords(input, options.delimiter ?? ',')) {
    if (!header) {
      header = record;
      const mistakes = headerMistakes(kind.columns, header);
      if (mistakes.length > 0) throw new CommandError(mistakes.join('\n'));
      continue;
    }
    const cells: Cells = Object.fromEntries(header.map((name, index) => [name, record[index] ?? '']));
    const row = { line: info.lines, cells };
    if (record.length !== header.length) {
      const errors = [`line ${row.line}: ${record.length} cells where the header has ${header.length}`];
      yield { line: row.line, bytes: bytesRead(), thing: cells, refused: true, errors };
      continue;
    }
    if (rows.length > 0 && (by === undefined || rows[0]?.cells[by] !== cells[by])) {
      yield checkRows(reader, rows, bytesRead());
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) yield checkRows(reader, rows, bytesRead());
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A line is a thing, or a line of an errors file, which has the thing under its kind's name. */
async function* readJsonLines<Input extends object>(
  path: string,
  reader: Reader<Input>,
): AsyncGenerator<FileRead<Input>> {
  const { kind, options } = reader;
  const { input, read: bytesRead } = bytesOf(path);
  let line = 0;
  for await (const raw of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    const text = raw.replace(/^\uFEFF/, '').trim();
    if (text === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      const fault = firstFault(text);
      const where = fault ? `: column ${fault.column}: ${fault.expected} is expected there` : '';
      const errors = [`line ${line}: not JSON${where}`];
      yield { line, bytes: bytesRead(), thing: text.slice(0, 100_000), refused: true, errors };
      continue;
    }
    const own = isObject(value) && 'errors' in value && kind.one in value ? value[kind.one] : value;
    const thing = isObject(own) && kind.stated ? kind.stated(own, options) : own;
    yield check(reader, thing, { lines: [line], bytes: bytesRead() });
  }
}

/** Reads by the file's name: .csv, .jsonl or .ndjson, each also with .gz. Throws a CommandError for other names. */
export const readFile = <Input extends object>(
  kind: Kind<Input>,
  path: string,
  options: ReadOptions,
): AsyncGenerator<FileRead<Input>> => {
  const reader = { kind, options, seen: new Map<string, number>() };
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('.csv')) return readCsv(path, reader);
  if (name.endsWith('.jsonl') || name.endsWith('.ndjson')) return readJsonLines(path, reader);
  throw new CommandError(`${path}: a .csv, .jsonl or .ndjson file, or one of them gzipped`);
};
