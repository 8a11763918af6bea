/** Runs one HTTP request's statement on the engine and answers it: the path of every query, insert and command. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Answer, NO_SUMMARY, type Summary, sendStream, sendWhole } from './answer.ts';
import type { InsertResult, Whole } from './binding.ts';
import { type Body, readForm, readRows, readWhole, unpack } from './body.ts';
import type { Engine, Query, Session } from './engine.ts';
import { refuse } from './errors.ts';
import { isBinary, isDocument, isStreamable } from './formats.ts';
import { addParameter, type Parameters } from './parameters.ts';
import { describeStatement, fromFile, type InsertStatement, intoFile, type SelectStatement } from './statement.ts';

type QueryRequest = { engine: Engine; parameters: Parameters; answer: Answer; session: Session; signal: AbortSignal };

const KILL_EVERY_MS = 100;

/** Reads the statement out of the request, runs it, sends the result. Rejects with the engine's error before any byte went out. */
export async function serveQuery(
  engine: Engine,
  parameters: Parameters,
  exchange: { request: IncomingMessage; response: ServerResponse; queryId: string },
): Promise<void> {
  const session: Session = { ...parameters, tag: `request ${randomUUID()}` };
  const hangup = new AbortController();
  const answer: Answer = { ...exchange, compress: parameters.compress };
  const asked: QueryRequest = { engine, parameters, answer, session, signal: hangup.signal };
  exchange.response.once('close', () => {
    if (!exchange.response.writableFinished) hangup.abort(new Error('the client hung up'));
  });
  const source = unpack(exchange.request);
  const insert = parameters.query ? describeStatement(parameters.query) : undefined;
  if (parameters.query && insert?.kind === 'insert' && insert.data) {
    const always = isBinary(insert.data.format) && insert.data.infileAt !== undefined;
    const rows = await readRows(source, { folder: engine.spool, name: `${randomUUID()}.rows`, always });
    return insertRows(asked, { sql: parameters.query, data: insert.data, rows });
  }
  const sql = await readStatement(source, parameters, exchange.request.headers['content-type'] ?? '');
  const statement = describeStatement(sql);
  if (statement.kind === 'insert') return insertText(asked, sql, statement);
  if (statement.kind === 'select') return select(asked, sql, statement);
  const format = statement.format ?? parameters.defaultFormat;
  await engine.use('write', asked, async (query) => {
    const result = await query.whole(sql, format);
    await sendWhole(answer, { bytes: result.bytes, format, summary: readSummary(result) });
  });
}

/** Statement from URL and body, or from the `query` field of a form; fields named `param_` become parameters. */
async function readStatement(source: ReturnType<typeof unpack>, parameters: Parameters, type: string): Promise<string> {
  const body = await readWhole(source);
  const parts = [parameters.query];
  if (type.startsWith('multipart/form-data')) {
    const fields = readForm(type, body);
    for (const [name, value] of fields) if (name.startsWith('param_')) addParameter(parameters.parameters, name, value);
    parts.push(fields.get('query'));
  } else {
    parts.push(body.toString('utf8'));
  }
  const sql = parts.filter((part) => part).join('\n');
  if (sql.trim() === '') throw refuse(62, 'SYNTAX_ERROR', 'Empty query');
  if (sql.includes('\0')) throw refuse(62, 'SYNTAX_ERROR', 'A query must not hold a zero byte');
  return sql;
}

function select(asked: QueryRequest, sql: string, statement: SelectStatement): Promise<void> {
  const { engine, answer, parameters, session, signal } = asked;
  const format = statement.format ?? parameters.defaultFormat;
  // Again and again until it has ended: the first KILL may come before the engine has the query in its list.
  let killing: NodeJS.Timeout | undefined;
  const kill = () => engine.kill(session.tag);
  signal.addEventListener('abort', () => (killing = setInterval(kill, KILL_EVERY_MS)), { once: true });
  const done = engine.use('read', asked, async (query) => {
    if (isDocument(format)) {
      const result = await query.whole(sql, format);
      return sendWhole(answer, { bytes: result.bytes, format, summary: readSummary(result) });
    }
    if (needsFile(statement, format, parameters))
      return selectThroughFile({ query, asked }, sql, { statement, format });
    const chunks = bytesOf(query.stream(sql, format));
    await sendStream(answer, { chunks, format, summary: NO_SUMMARY });
  });
  return done.finally(() => clearInterval(killing));
}

/** Results the streaming interface damages, would compute on this thread, or that the client wants only when complete. */
function needsFile(statement: SelectStatement, format: string, { waitForEnd, settings }: Parameters): boolean {
  return !isStreamable(format) || statement.scalar || statement.totals || waitForEnd || settings.has('extremes');
}

async function* bytesOf(stream: AsyncGenerator<{ bytes: Buffer }>): AsyncGenerator<Buffer> {
  for await (const chunk of stream) yield chunk.bytes;
}

/** The engine writes the result to a file, in the background and in bounded memory; we send the file. */
async function selectThroughFile(
  { query, asked }: { query: Query; asked: QueryRequest },
  sql: string,
  { statement, format }: { statement: SelectStatement; format: string },
): Promise<void> {
  const file = join(asked.engine.spool, `${randomUUID()}.result`);
  try {
    const result = await query.whole(intoFile(sql, statement, { file, format }), 'CSV');
    const chunks = createReadStream(file, { highWaterMark: 256 * 1024 })[Symbol.asyncIterator]();
    const generator = chunks as AsyncGenerator<Uint8Array>;
    await sendStream(asked.answer, { chunks: generator, format, summary: readSummary(result) });
  } finally {
    await rm(file, { force: true });
  }
}

/** An insert whose statement and rows came as one text. */
async function insertText(asked: QueryRequest, sql: string, statement: InsertStatement): Promise<void> {
  const { data } = statement;
  if (!data) return write(asked, (query) => query.insert(sql, Buffer.alloc(0)));
  const text = sql.slice(data.headEnd).replace(/^\s*\n|^ /, '');
  const rows: Body = { bytes: Buffer.from(text), file: undefined };
  await insertRows(asked, { sql: sql.slice(0, data.headEnd), data, rows });
}

type Rows = { sql: string; data: NonNullable<InsertStatement['data']>; rows: Body };

/** Text in memory goes in directly; files, and binary rows, which only a file carries unharmed, through INFILE. */
async function insertRows(asked: QueryRequest, { sql, data, rows }: Rows): Promise<void> {
  if (rows.bytes && rows.bytes.length === 0 && data.infileAt !== undefined) {
    return sendWhole(asked.answer, { bytes: Buffer.alloc(0), format: 'TabSeparated', summary: NO_SUMMARY });
  }
  const { infileAt } = data;
  if (infileAt === undefined) {
    if (rows.file) await rm(rows.file, { force: true });
    if (rows.file) throw refuse(48, 'NOT_IMPLEMENTED', 'Rows for input() must be text of at most 512 kB');
    return write(asked, (query) => query.insert(sql, rows.bytes ?? Buffer.alloc(0)));
  }
  const { bytes } = rows;
  if (bytes && !isBinary(data.format)) return write(asked, (query) => query.insert(sql, bytes));
  const file = rows.file ?? join(asked.engine.spool, `${randomUUID()}.rows`);
  try {
    if (bytes) await writeFile(file, bytes);
    await write(asked, (query) => query.insert(fromFile(sql, infileAt, file), Buffer.alloc(0)));
  } finally {
    await rm(file, { force: true });
  }
}

function write(asked: QueryRequest, work: (query: Query) => Promise<InsertResult>): Promise<void> {
  return asked.engine.use('write', asked, async (query) => {
    const result = await work(query);
    const summary: Summary = { ...NO_SUMMARY, writtenRows: result.rowsWritten, writtenBytes: result.bytesWritten };
    summary.seconds = result.elapsed;
    await sendWhole(asked.answer, { bytes: Buffer.alloc(0), format: 'TabSeparated', summary });
  });
}

function readSummary(result: Whole): Summary {
  return { ...NO_SUMMARY, readRows: result.rowsRead, readBytes: result.bytesRead, seconds: result.elapsed };
}
