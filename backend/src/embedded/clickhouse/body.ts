/** Request bodies: unpacked, kept in memory while small, written to a file once they are large. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Duplex, PassThrough, pipeline, type Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { refuse } from './errors.ts';

/** Rows in memory, or in a file when there are more than fit. */
export type Body = { bytes: Buffer; file: undefined } | { bytes: undefined; file: string };

const IN_MEMORY = 512 * 1024;
const TEXT_LIMIT = 256 * 1024 * 1024;

const DECODERS = new Map<string, () => Duplex>([
  ['gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
  ['deflate', createInflate],
]);

/** The body with its Content-Encoding undone. Throws code 89 for an encoding it does not know. */
export function unpack(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return request;
  const decoder = DECODERS.get(encoding)?.();
  if (!decoder) throw refuse(89, 'UNKNOWN_COMPRESSION_METHOD', `Unknown content encoding ${encoding}`);
  // The pipeline destroys the decoder when the client hangs up, so a cut body is an error and never an insert.
  return pipeline(request, decoder, () => {});
}

/** The whole body in memory, for statements. Throws code 307 above 256 MB. */
export async function readWhole(source: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of source as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > TEXT_LIMIT) throw refuse(307, 'TOO_MANY_BYTES', 'Send rows of this size with the query in the URL');
    parts.push(part);
  }
  return Buffer.concat(parts, size);
}

/** Rows of an insert: small ones stay in memory, the rest goes to a file in `folder`, as fast as the disk takes it. */
export async function readRows(
  source: Readable,
  target: { folder: string; name: string; always: boolean },
): Promise<Body> {
  const parts: Buffer[] = [];
  let size = 0;
  const chunks = (source as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  while (!target.always || size === 0) {
    const { value, done } = await chunks.next();
    if (done) return { bytes: Buffer.concat(parts, size), file: undefined };
    parts.push(value);
    size += value.length;
    if (size > IN_MEMORY) break;
  }
  const file = join(target.folder, target.name);
  await writeParts(file, parts, chunks);
  return { bytes: undefined, file };
}

async function writeParts(file: string, parts: Buffer[], rest: AsyncIterator<Buffer>): Promise<void> {
  const out = createWriteStream(file);
  const pipe = new PassThrough();
  const written = finished(pipe.pipe(out));
  written.catch(() => {});
  // A disk that is full takes nothing more: the write waits for room that never comes, and only the end of the file says why.
  const put = (part: Buffer): Promise<void> => Promise.race([write(pipe, part), written]);
  try {
    for (const part of parts) await put(part);
    for (let next = await rest.next(); !next.done; next = await rest.next()) await put(next.value);
    pipe.end();
    await written;
  } catch (error) {
    pipe.destroy();
    out.destroy();
    await rm(file, { force: true });
    throw error;
  }
}

async function write(pipe: PassThrough, part: Buffer): Promise<void> {
  if (!pipe.write(part)) await new Promise((resolve) => pipe.once('drain', resolve));
}

/** The fields of a multipart/form-data body; @clickhouse/client sends long parameters this way. */
export function readForm(contentType: string, body: Buffer): Map<string, string> {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (!boundary) throw refuse(36, 'BAD_ARGUMENTS', 'A multipart body without a boundary');
  const fields = new Map<string, string>();
  const mark = `\r\n--${boundary}`;
  const text = `\r\n${body.toString('utf8')}`;
  for (const part of text.split(mark).slice(1, -1)) {
    const gap = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/.exec(part.slice(0, gap))?.[1];
    if (gap >= 0 && name) fields.set(name, part.slice(gap + 4));
  }
  return fields;
}
