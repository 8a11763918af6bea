/**
 * The file of a backup: one line that says what it is, then one zstd stream of frames. First what was backed up and by whom,
 * then each table's rows as COPY text with its count and checksum, the sequences, the tower's keys, and a last frame with a
 * hash over all before it: a file without it is not whole. Written and read as a stream, whatever its size.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { type ArchiveEnd, type ArchiveHead, type Entry, frames, type Told, type TowerKeys } from './frames.ts';
import { createRowSum, type RowSum } from './row-sum.ts';

export const formatVersion = 1;
const firstLine = (version: number): string => `gantry-backup ${version}\n`;

const letters = { head: 'H', table: 'T', data: 'D', sum: 'E', sequences: 'S', keys: 'K', whole: 'Z' } as const;
const kinds = new Map(Object.entries(letters).map(([kind, letter]) => [letter.charCodeAt(0), kind as Entry['kind']]));
/** No frame is as long; a length beyond it was not written by us. */
const mostBytes = 2 ** 30;

/** The file is not what it should be. `message` is one line for the person who wants to restore it. */
export class ArchiveRefused extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ArchiveRefused';
  }
}

/** What is wrong in the bytes; which file they are of, and which table, is known to whoever reads them. */
class Damage extends Error {}
const damaged = (what: string): Damage => new Damage(what);
/** Where the reading of a file is: the table whose rows come, or none. */
type Place = { path: string; table: string | undefined };
const refusedAt = ({ path, table }: Place, what: string): ArchiveRefused =>
  new ArchiveRefused(`${path} is damaged or cut short${table === undefined ? '' : `, in table ${table}`}: ${what}`);

const frameOf = ({ kind, value }: Entry): Buffer[] => {
  const payload = kind === 'data' ? value : Buffer.from(JSON.stringify(value));
  const start = Buffer.alloc(5);
  start.writeUInt8(letters[kind].charCodeAt(0));
  start.writeUInt32BE(payload.length, 1);
  return [start, payload];
};

/** The frames of entries, closed by the one that makes the file whole. */
async function* framed(entries: AsyncIterable<Entry>, tables: ArchiveEnd['tables']): AsyncGenerator<Buffer> {
  const sha = createHash('sha256');
  for await (const entry of entries)
    for (const part of frameOf(entry)) {
      sha.update(part);
      yield part;
    }
  yield* frameOf({ kind: 'whole', value: { tables, sha256: sha.digest('hex') } });
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};

/** Writes a file that is there whole, and on the disk, or not at all. `tables` is filled while the entries are made. */
export const writeArchive = async (
  path: string,
  entries: AsyncIterable<Entry>,
  tables: ArchiveEnd['tables'],
): Promise<void> => {
  const half = `${path}.${process.pid}.new`;
  // Flushed to the disk before it is closed.
  const file = createWriteStream(half, { flags: 'wx', mode: 0o600, flush: true });
  try {
    file.write(firstLine(formatVersion));
    const compress = createZstdCompress({
      params: { [constants.ZSTD_c_checksumFlag]: 1, [constants.ZSTD_c_compressionLevel]: 3 },
    });
    await pipeline(framed(entries, tables), compress, file);
    await rename(half, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(half, { force: true });
    throw error;
  }
};

/** Cuts a stream of bytes into pieces of the lengths asked for; undefined at its end. */
const cutter = (source: AsyncIterable<Buffer>) => {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return async (length: number): Promise<Buffer | undefined> => {
    const parts = [rest];
    let have = rest.length;
    while (have < length) {
      const next = await chunks.next();
      if (next.done) {
        if (have === 0) return undefined;
        throw damaged('it ends within a frame');
      }
      parts.push(next.value);
      have += next.value.length;
    }
    const all = parts.length === 1 ? rest : Buffer.concat(parts, have);
    rest = all.subarray(length);
    return all.subarray(0, length);
  };
};

const parseFrame = (kind: Entry['kind'], payload: Buffer): Entry => {
  if (kind === 'data') return { kind, value: payload };
  const parsed = frames[kind].safeParse(JSON.parse(payload.toString()));
  if (!parsed.success) throw damaged(`a frame says what none should (${kind})`);
  return { kind, value: parsed.data } as Told;
};

async function* unframed(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const cut = cutter(source);
  const sha = createHash('sha256');
  for (let start = await cut(5); start !== undefined; start = await cut(5)) {
    const kind = kinds.get(start.readUInt8());
    const length = start.readUInt32BE(1);
    if (kind === undefined || length > mostBytes) throw damaged('a frame has no known form');
    const payload = length === 0 ? Buffer.alloc(0) : await cut(length);
    if (payload === undefined) throw damaged('it ends within a frame');
    const entry = parseFrame(kind, payload);
    if (entry.kind === 'whole') {
      if (entry.value.sha256 !== sha.digest('hex')) throw damaged('its hash is another');
      yield entry;
      if (await cut(1)) throw damaged('something follows its end');
      return;
    }
    sha.update(start);
    sha.update(payload);
    yield entry;
  }
  throw damaged('its end is missing');
}

const sorted = (tables: ArchiveEnd['tables']): string[] =>
  tables.map(({ name, rows, sum }) => `${name} ${rows} ${sum}`).sort();

/** Passes entries on and compares each table's rows, and in the end all tables, with what was said of them when they were written. */
async function* checked(entries: AsyncIterable<Entry>, place: Place): AsyncGenerator<Entry> {
  const tables: ArchiveEnd['tables'] = [];
  let table: { name: string; rows: RowSum } | undefined;
  for await (const entry of entries) {
    if (entry.kind === 'table') {
      table = { name: entry.value.name, rows: createRowSum() };
      place.table = table.name;
    } else if (entry.kind === 'data') table?.rows.take(entry.value);
    else if (entry.kind === 'sum' && table) {
      const { rows, sum } = table.rows.result();
      if (rows !== entry.value.rows || sum !== entry.value.sum) throw damaged('its rows are others');
      tables.push({ name: table.name, rows, sum });
      place.table = undefined;
    } else if (entry.kind === 'whole' && !isDeepStrictEqual(sorted(entry.value.tables), sorted(tables)))
      throw damaged('its tables are others');
    yield entry;
  }
}

const readFirstLine = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    const version = /^gantry-backup (\d+)\n/.exec(buffer.toString('latin1', 0, bytesRead))?.[1];
    if (version === undefined) throw new ArchiveRefused(`${path} is no backup of Gantry`);
    if (Number(version) > formatVersion)
      throw new ArchiveRefused(
        `${path} was written in format ${version} by a newer Gantry; this one reads up to ${formatVersion}`,
      );
  } finally {
    await handle.close();
  }
};

/** Everything in a file, checked while it is read. Throws ArchiveRefused where it is not what was written. */
export async function* readArchive(path: string): AsyncGenerator<Entry> {
  await readFirstLine(path);
  const source = createReadStream(path, { start: firstLine(formatVersion).length });
  const plain = createZstdDecompress();
  const place: Place = { path, table: undefined };
  // What fails is met where the frames are read.
  pipeline(source, plain).catch(() => undefined);
  try {
    yield* checked(unframed(plain), place);
  } catch (error) {
    if (error instanceof Damage) throw refusedAt(place, error.message);
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
    // Bytes that no compressor wrote, or text that is no JSON.
    if (code.startsWith('ZSTD') || code.startsWith('Z_') || error instanceof SyntaxError)
      throw refusedAt(place, error.message);
    throw error;
  } finally {
    source.destroy();
  }
}

export type ArchiveSummary = { head: ArchiveHead; keys: TowerKeys; end: ArchiveEnd };

/** Reads a file whole, checks everything and answers what it holds. `onRows` is told how many rows were read so far. */
export const verifyArchive = async (
  path: string,
  onRows: (rows: number) => void = () => undefined,
): Promise<ArchiveSummary> => {
  let head: ArchiveHead | undefined;
  let keys: TowerKeys = { secretKey: null, adminKey: null };
  let end: ArchiveEnd | undefined;
  let rows = 0;
  for await (const entry of readArchive(path)) {
    if (entry.kind === 'head') head = entry.value;
    else if (entry.kind === 'keys') keys = entry.value;
    else if (entry.kind === 'whole') end = entry.value;
    else if (entry.kind === 'sum') {
      rows += entry.value.rows;
      onRows(rows);
    }
  }
  if (!head || !end) throw refusedAt({ path, table: undefined }, 'its head is missing');
  return { head, keys, end };
};
