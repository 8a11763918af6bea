/**
 * Reads an orders file (CSV or JSON lines, plain or gzipped) as a stream of checked orders, one in memory at a time. What
 * is wrong is said by line and field and stops only the order it is in.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { orderInput } from '@gantry/shared/api/orders';
import { parse } from 'csv-parse';
import { read } from '../../src/kernel/faults.ts';
import { firstFault } from '../../src/kernel/json-text.ts';
import { CommandError } from '../tower-access.ts';
import {
  type Cells,
  contradictions,
  type Defaults,
  headerMistakes,
  type NumberedRow,
  type OrderInput,
  orderOf,
} from './columns.ts';

/** `line` is where the order begins; `bytes` how much of the file has been read. */
export type OrdersFile = { line: number; bytes: number } & (
  | { order: OrderInput }
  | { errors: string[]; order: unknown; refused: true }
);
export type ReadOptions = Defaults & { delimiter?: string };

/** Checks one order; errors name the line of the row they are in, when there are rows. */
const check = (order: unknown, lines: readonly number[], bytes: number): OrdersFile => {
  const line = lines[0] ?? 0;
  const result = read(orderInput, order);
  if (result.ok) {
    if (result.data.lines.length > 0) return { line, bytes, order: order as OrderInput };
    return { line, bytes, order, refused: true, errors: [`line ${line}: lines: an order needs at least one`] };
  }
  const errors = result.faults.map(({ path, message }) => {
    const row = /^lines\.(\d+)/.exec(path)?.[1];
    const at = row === undefined ? line : (lines[Number(row)] ?? line);
    return `line ${at}: ${path || 'order'}: ${message}`;
  });
  return { line, bytes, order, refused: true, errors };
};

const bytesOf = (path: string) => {
  const file = createReadStream(path);
  const input: Readable = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => input.destroy(error));
  return { input, read: () => file.bytesRead };
};

const keyOf = (text: string): string => createHash('sha256').update(text).digest('base64').slice(0, 12);

const checkRows = (
  rows: readonly NumberedRow[],
  given: { options: ReadOptions; seen: Set<string>; bytes: number },
): OrdersFile => {
  const { options, seen, bytes } = given;
  const line = rows[0]?.line ?? 0;
  const order = orderOf(rows, options);
  const cells = rows[0]?.cells ?? {};
  const key = keyOf(`${cells.channel}|${cells.external_id}`);
  if (seen.has(key)) {
    // Kept as rows, not as an order: imported as it stands, this half would replace the other.
    const errors = [`line ${line}: external_id: ${cells.external_id} was there before; its rows must stand together`];
    return { line, bytes, order: { rows: rows.map((row) => row.cells) }, refused: true, errors };
  }
  seen.add(key);
  const errors = contradictions(rows).map((one) => `line ${one.line}: ${one.message}`);
  if (errors.length > 0) return { line, bytes, order, refused: true, errors };
  const lines = rows.map((row) => row.line);
  return check(order, lines, bytes);
};

/** `seen` keeps twelve characters an order, all that grows with the file: a split order must not amend itself. */
async function* readCsv(path: string, options: ReadOptions): AsyncGenerator<OrdersFile> {
  const { input, read } = bytesOf(path);
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
    delimiter: options.delimiter ?? ',',
  });
  input.on('error', (error) => parser.destroy(error));
  const seen = new Set<string>();
  let header: string[] | undefined;
  let rows: NumberedRow[] = [];
  for await (const { record, info } of input.pipe(parser) as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    if (!header) {
      header = record;
      const mistakes = headerMistakes(header);
      if (mistakes.length > 0) throw new CommandError(mistakes.join('\n'));
      continue;
    }
    const cells: Cells = Object.fromEntries(header.map((name, index) => [name, record[index] ?? '']));
    const row = { line: info.lines, cells };
    if (record.length !== header.length) {
      const errors = [`line ${row.line}: ${record.length} cells where the header has ${header.length}`];
      yield { line: row.line, bytes: read(), order: cells, refused: true, errors };
      continue;
    }
    if (rows.length > 0 && rows[0]?.cells.external_id !== cells.external_id) {
      yield checkRows(rows, { options, seen, bytes: read() });
      rows = [];
    }
    rows.push(row);
  }
  if (rows.length > 0) yield checkRows(rows, { options, seen, bytes: read() });
}

/** A line is an order, or a line of an errors file, whose `order` it is. */
async function* readJsonLines(path: string, options: ReadOptions): AsyncGenerator<OrdersFile> {
  const { input, read } = bytesOf(path);
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
      yield { line, bytes: read(), order: text.slice(0, 100_000), refused: true, errors };
      continue;
    }
    const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
    const own = object && 'errors' in object && 'order' in object ? object.order : value;
    const stated = typeof own === 'object' && own !== null && !Array.isArray(own);
    const defaults = Object.fromEntries(
      Object.entries({ channel: options.channel, timeZone: options.timeZone }).filter(([, one]) => one !== undefined),
    );
    yield check(stated ? { ...defaults, ...own } : own, [line], read());
  }
}

/** Reads by the file's name: .csv, .jsonl or .ndjson, each also with .gz. Throws a CommandError for other names. */
export const readOrders = (path: string, options: ReadOptions): AsyncGenerator<OrdersFile> => {
  const name = path.toLowerCase().replace(/\.gz$/, '');
  if (name.endsWith('.csv')) return readCsv(path, options);
  if (name.endsWith('.jsonl') || name.endsWith('.ndjson')) return readJsonLines(path, options);
  throw new CommandError(`${path}: a .csv, .jsonl or .ndjson file, or one of them gzipped`);
};
