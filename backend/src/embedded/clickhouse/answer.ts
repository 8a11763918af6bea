/** Writes one result to one HTTP response: headers once the first bytes are known, then bytes at the client's pace. */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline, type Transform } from 'node:stream';
import { createBrotliCompress, createDeflate, createGzip, createZstdCompress } from 'node:zlib';
import { statusOf, toEngineError } from './errors.ts';
import { contentType } from './formats.ts';

export type Summary = {
  readRows: number;
  readBytes: number;
  writtenRows: number;
  writtenBytes: number;
  seconds: number;
};
export type Answer = { request: IncomingMessage; response: ServerResponse; queryId: string; compress: boolean };

export const NO_SUMMARY: Summary = { readRows: 0, readBytes: 0, writtenRows: 0, writtenBytes: 0, seconds: 0 };

/** The X-ClickHouse-Summary header: every number as a string, as ClickHouse has it. */
export function summaryHeader(summary: Summary): string {
  return JSON.stringify({
    read_rows: String(summary.readRows),
    read_bytes: String(summary.readBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: '0',
    elapsed_ns: String(Math.round(summary.seconds * 1e9)),
  });
}

/** Sends an error before any row went out: ClickHouse's status, its code in a header, its text as the body. */
export function sendError({ response, queryId }: Answer, thrown: unknown): void {
  if (response.destroyed) return;
  const error = toEngineError(thrown);
  const body = `${error.message}\n`;
  response.writeHead(statusOf(error.code), {
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Length': Buffer.byteLength(body),
    'X-ClickHouse-Server-Display-Name': 'chdb',
    'X-ClickHouse-Query-Id': queryId,
    'X-ClickHouse-Exception-Code': String(error.code),
  });
  response.end(body);
}

/** Sends a result whose size is known. */
export async function sendWhole(
  answer: Answer,
  result: { bytes: Uint8Array; format: string; summary: Summary },
): Promise<void> {
  async function* once() {
    if (result.bytes.length > 0) yield result.bytes;
  }
  await sendStream(answer, { chunks: once(), format: result.format, summary: result.summary });
}

/**
 * Sends chunks as they come. The first one is awaited before the headers, so most errors still get their status;
 * a later error is appended behind ClickHouse's exception mark and the connection is cut without a proper end.
 */
export async function sendStream(
  answer: Answer,
  result: { chunks: AsyncGenerator<Uint8Array>; format: string; summary: Summary },
): Promise<void> {
  const { response } = answer;
  const tag = randomBytes(8).toString('hex');
  let next = await result.chunks.next();
  if (response.destroyed) return void (await result.chunks.return(undefined));
  const codec = answer.compress ? compressor(answer.request.headers['accept-encoding']) : undefined;
  response.writeHead(200, {
    'Content-Type': contentType(result.format),
    'X-ClickHouse-Server-Display-Name': 'chdb',
    'X-ClickHouse-Query-Id': answer.queryId,
    'X-ClickHouse-Format': result.format,
    'X-ClickHouse-Timezone': 'UTC',
    'X-ClickHouse-Summary': summaryHeader(result.summary),
    'X-ClickHouse-Exception-Tag': tag,
    ...(codec ? { 'Content-Encoding': codec.name } : {}),
  });
  const out = codec?.stream ?? response;
  if (codec) pipeline(codec.stream, response, () => {});
  try {
    for (; !next.done; next = await result.chunks.next()) {
      if (response.destroyed) return void (await result.chunks.return(undefined));
      if (!out.write(next.value)) await drained(out, response);
    }
    await new Promise<void>((resolve) => out.end(resolve));
  } catch (error) {
    cutShort({ out, response, codec: codec !== undefined }, tag, toEngineError(error).message);
  }
}

/** Waits until the client has taken what was written, or is gone. */
function drained(out: NodeJS.WritableStream, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      out.off('drain', go);
      response.off('close', go);
      resolve();
    };
    out.once('drain', go);
    response.once('close', go);
  });
}

type Target = { out: ServerResponse | Transform; response: ServerResponse; codec: boolean };

function cutShort({ out, response, codec }: Target, tag: string, message: string): void {
  const length = Buffer.byteLength(message) + 1;
  const text = `\r\n__exception__\r\n${tag}\r\n${message}\n${length} ${tag}\r\n__exception__\r\n`;
  // A compressed body must be closed to be readable at all; a plain one is left without its last chunk on purpose.
  if (codec) out.end(text);
  else out.write(text, () => response.socket?.end());
}

function compressor(accepted: string | string[] | undefined): { name: string; stream: Transform } | undefined {
  const names = String(accepted ?? '')
    .split(',')
    .map((name) => name.split(';')[0]?.trim());
  if (names.includes('gzip')) return { name: 'gzip', stream: createGzip({ level: 3 }) };
  if (names.includes('zstd')) return { name: 'zstd', stream: createZstdCompress() };
  if (names.includes('br')) return { name: 'br', stream: createBrotliCompress({ params: { 1: 4 } }) };
  return names.includes('deflate') ? { name: 'deflate', stream: createDeflate({ level: 3 }) } : undefined;
}
