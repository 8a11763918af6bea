/** Answers of the analysts’ door in the form of ClickHouse’s HTTP interface; an answer’s rows are counted as it passes. */
import type { ServerResponse } from 'node:http';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { SqlAnswer } from '@gantry/analytics/sql/asking';
import { EngineRefusal } from '@gantry/analytics/sql/engine-words';
import { type RefusalName, refusalCodes, SqlRefused } from '@gantry/analytics/sql/refused';

const statuses: Partial<Record<RefusalName, number>> = {
  UNKNOWN_TABLE: 404,
  UNKNOWN_DATABASE: 404,
  UNKNOWN_FUNCTION: 404,
  UNKNOWN_FORMAT: 404,
  TIMEOUT_EXCEEDED: 408,
  READONLY: 403,
  ACCESS_DENIED: 403,
  AUTHENTICATION_FAILED: 401,
  QUERY_IS_TOO_LARGE: 413,
  NOT_IMPLEMENTED: 501,
  TOO_MANY_SIMULTANEOUS_QUERIES: 503,
  NETWORK_ERROR: 503,
};

export type Said = { status: number; code: number; text: string };

/** What an error says to an analyst; of one that nobody foresaw, only that there was one. */
export const saidOf = (error: unknown): Said => {
  if (error instanceof SqlRefused) {
    const code = refusalCodes[error.refusal];
    const text = `Code: ${code}. DB::Exception: ${error.message}. (${error.refusal})`;
    return { status: statuses[error.refusal] ?? 400, code, text };
  }
  if (error instanceof EngineRefusal) {
    const status = error.code === refusalCodes.TIMEOUT_EXCEEDED ? 408 : 400;
    return { status, code: error.code, text: `Code: ${error.code}. DB::Exception: ${error.message}` };
  }
  return {
    status: 500,
    code: 1002,
    text: 'Code: 1002. DB::Exception: The question could not be asked. (UNKNOWN_EXCEPTION)',
  };
};

export const sendSaid = (
  response: ServerResponse,
  { status, code, text }: Said,
  more: Record<string, string> = {},
): void => {
  if (response.headersSent || response.destroyed) return void response.destroy();
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-ClickHouse-Server-Display-Name': 'gantry',
    'X-ClickHouse-Exception-Code': String(code),
    ...(status === 401 ? { 'WWW-Authenticate': 'Basic realm="Gantry SQL", charset="UTF-8"' } : {}),
    ...more,
  });
  response.end(`${text}\n`);
};

const typeOf = (format: string): string => {
  const name = format.toUpperCase();
  if (name.startsWith('JSON'))
    return name.includes('EACHROW') ? 'application/x-ndjson; charset=UTF-8' : 'application/json; charset=UTF-8';
  if (name.startsWith('CSV')) return 'text/csv; charset=UTF-8';
  if (name.startsWith('T')) return 'text/tab-separated-values; charset=UTF-8';
  return /^(NATIVE|ROWBINARY|PARQUET|ARROW)/.test(name) ? 'application/octet-stream' : 'text/plain; charset=UTF-8';
};

const lastBytes = 400;

/** Rows of a format with a row a line, less its head; of a JSON document what its end says; null where bytes do not tell. */
const rowCounter = (format: string) => {
  const name = format.toUpperCase();
  const byLine = /^(CSV|TSV|TABSEPARATED|JSON.*EACHROW)/.test(name);
  const head = name.endsWith('WITHNAMESANDTYPES') ? 2 : name.endsWith('WITHNAMES') ? 1 : 0;
  let lines = 0;
  let tail = '';
  return {
    pass: new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (byLine) for (const byte of chunk) if (byte === 10) lines++;
        tail = (tail + chunk.subarray(-lastBytes).toString('latin1')).slice(-lastBytes);
        done(null, chunk);
      },
    }),
    rows: (): number | null => {
      if (byLine) return Math.max(0, lines - head);
      const said = /"rows":\s*(\d+)(?![\s\S]*"rows")/.exec(tail)?.[1];
      return said === undefined ? null : Number(said);
    },
  };
};

/** Sends an answer; resolves with its rows once the client has them, rejects when it does not take them. */
export const sendAnswer = async (
  response: ServerResponse,
  { format, summary, body }: SqlAnswer,
  queryId: string,
): Promise<number | null> => {
  response.writeHead(200, {
    'Content-Type': typeOf(format),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'X-ClickHouse-Server-Display-Name': 'gantry',
    'X-ClickHouse-Query-Id': queryId,
    'X-ClickHouse-Format': format,
    'X-ClickHouse-Timezone': 'UTC',
    ...(summary === null ? {} : { 'X-ClickHouse-Summary': summary }),
  });
  const { pass, rows } = rowCounter(format);
  await pipeline(body === null ? Readable.from([]) : Readable.fromWeb(body), pass, response);
  return rows();
};
