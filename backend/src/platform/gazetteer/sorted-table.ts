/**
 * A read-only table in one file: lines of `key TAB value`, sorted by key, then an index of blocks and a digest. It costs a
 * few hundred kilobytes of memory whatever its size, because only the first key of each block is held.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export type SortedTable = {
  /** The value of a key, or undefined. */
  get: (key: string) => string | undefined;
  /** The last row whose key is at most `key`, or undefined when there is none. */
  floor: (key: string) => [key: string, value: string] | undefined;
};

const blockSize = 4096;
const digestSize = 32;
const footerSize = digestSize + 12;
const magic = 0x677a7432;

/** The bytes of a table. Keys and values hold neither tab nor line break. `label` says what it was made from. */
export const tableOf = (label: string, rows: Map<string, string>): Buffer => {
  const keys = [...rows.keys()].sort();
  const blocks: [key: string, offset: number][] = [];
  const chunks: Buffer[] = [];
  let offset = 0;
  let block = '';
  for (const [at, key] of keys.entries()) {
    if (block === '') blocks.push([key, offset]);
    block += `${key}\t${rows.get(key)}\n`;
    if (block.length < blockSize && at + 1 < keys.length) continue;
    const bytes = Buffer.from(block);
    chunks.push(bytes);
    offset += bytes.length;
    block = '';
  }
  const index = Buffer.from(JSON.stringify({ label, blocks }));
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(magic, 0);
  sizes.writeUInt32LE(offset, 4);
  sizes.writeUInt32LE(index.length, 8);
  const body = Buffer.concat([...chunks, index, sizes]);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
};

/** Reads `length` bytes at `offset`. */
type Reader = (offset: number, length: number) => Buffer;

const digestOf = (read: Reader, size: number): Buffer => {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += 1 << 18) hash.update(read(at, Math.min(1 << 18, size - at)));
  return hash.digest();
};

/** What is expected of a table: what it was made from, and whether its digest was compared before and need not be again. */
type Expected = { label: string; trusted?: boolean };

const openReader = (read: Reader, size: number, { label, trusted = false }: Expected): SortedTable | undefined => {
  if (size < footerSize) return undefined;
  const footer = read(size - footerSize, footerSize);
  const [dataSize, indexSize] = [footer.readUInt32LE(4), footer.readUInt32LE(8)];
  if (footer.readUInt32LE(0) !== magic || dataSize + indexSize + footerSize !== size) return undefined;
  if (!trusted && !digestOf(read, size - digestSize).equals(footer.subarray(12))) return undefined;
  const index: { label: string; blocks: [string, number][] } = JSON.parse(read(dataSize, indexSize).toString());
  if (index.label !== label) return undefined;
  const firsts = index.blocks.map(([key]) => key);
  const offsets = Uint32Array.from([...index.blocks.map(([, offset]) => offset), dataSize]);
  const floor: SortedTable['floor'] = (key) => {
    let [low, high] = [0, firsts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((firsts[middle] ?? '') <= key) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return undefined;
    const [from = 0, to = 0] = offsets.subarray(low - 1, low + 1);
    let found: [string, string] | undefined;
    for (const line of read(from, to - from)
      .toString()
      .split('\n')) {
      const tab = line.indexOf('\t');
      if (tab < 0 || line.slice(0, tab) > key) break;
      found = [line.slice(0, tab), line.slice(tab + 1)];
    }
    return found;
  };
  const get: SortedTable['get'] = (key) => {
    const found = floor(key);
    return found?.[0] === key ? found[1] : undefined;
  };
  return { get, floor };
};

/** The table held in these bytes; undefined when they are damaged or were made from something else than `label`. */
export const openBytes = (bytes: Buffer, label: string): SortedTable | undefined =>
  openReader((offset, length) => bytes.subarray(offset, offset + length), bytes.length, { label });

/**
 * As `openBytes`, on a file that stays open for the life of the process; undefined also when there is no such file. `trusted`:
 * its digest, which takes the reading of all of it, was compared before.
 */
export const openTable = (path: string, label: string, trusted = false): SortedTable | undefined => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const read: Reader = (offset, length) => {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const count = readSync(file, bytes, done, length - done, offset + done);
      if (count === 0) return bytes.subarray(0, done);
      done += count;
    }
    return bytes;
  };
  try {
    const table = openReader(read, fstatSync(file).size, { label, trusted });
    if (!table) closeSync(file);
    return table;
  } catch {
    closeSync(file);
    return undefined;
  }
};
