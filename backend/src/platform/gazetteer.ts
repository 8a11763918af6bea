/**
 * The gazetteer: places of the world by code, name and postal code, out of the reference tables in backend/data. They are
 * compiled once into one sorted file, in a process of its own; looking something up reads four kilobytes of it.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tzLookup from '@photostructure/tz-lookup';
import { compile, labelOf } from './gazetteer/compile.ts';
import { nameKey, postalKey } from './gazetteer/names.ts';
import { openBytes, openTable, type SortedTable } from './gazetteer/sorted-table.ts';
import { readSpots, type Spot } from './gazetteer/spot.ts';

export type Gazetteer = {
  /** ISO 3166-1 alpha-2 code of a country's code or name in any of a dozen languages; undefined when it is none. */
  countryOf: (written: string) => string | undefined;
  /** The codes a written state or province can mean in a country; none when it is not known there. */
  regionsOf: (country: string, written: string) => string[];
  /** Everything in a country that bears the name of this key (`gazetteer/names.ts`). */
  named: (country: string, key: string) => Spot[];
  byUnlocode: (code: string) => Spot | undefined;
  /** Places with the IATA code of an airport or city, e.g. LEJ. */
  byAirport: (code: string) => Spot[];
  /** The area of a postal code; `name` is '' when several towns share it. */
  byPostalCode: (country: string, code: string) => Spot | undefined;
  /** IANA zone at a point (degrees), or undefined at sea. */
  timeZoneAt: (latitude: number, longitude: number) => string | undefined;
};

const ownData = join(import.meta.dirname, '../../data');
const compiler = join(import.meta.dirname, 'gazetteer/compile.ts');

/** Where the table is kept when it cannot stand where it should: a read-only installation, a full disk. */
const temporary = join(tmpdir(), `gantry-gazetteer-${process.getuid?.() ?? 'user'}`);

/** `cacheFolder` keeps the compiled table (beside the data if not said), `dataFolder` holds the reference tables (backend/data). */
type Options = {
  cacheFolder?: string;
  dataFolder?: string /** Called before a table is compiled. */;
  tell?: () => void;
};

const writable = (folder: string): boolean => {
  try {
    mkdirSync(folder, { recursive: true, mode: folder === temporary ? 0o700 : 0o755 });
    accessSync(folder, constants.W_OK);
    // A folder of that name among temporary files that is not ours may hold anything.
    return folder !== temporary || statSync(folder).uid === process.getuid?.();
  } catch {
    return false;
  }
};

const build = (dataFolder: string, path: string): void => {
  execFileSync(
    process.execPath,
    ['--max-semi-space-size=64', '--disable-warning=ExperimentalWarning', compiler, dataFolder, path],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '' },
    },
  );
};

/** What a file is known again by: bytes that were changed without a trace of it in these are not noticed. */
const markOf = (path: string): string => {
  const { size, mtimeMs, ino } = statSync(path);
  return `${size} ${mtimeMs} ${ino}`;
};

/** Opens a table, its digest compared once for each file: that is a tenth of a second of every start otherwise. */
const openSeen = (path: string, label: string): SortedTable | undefined => {
  if (!existsSync(path)) return undefined;
  const seen = `${path}.seen`;
  const mark = markOf(path);
  if (existsSync(seen) && readFileSync(seen, 'utf8') === mark) return openTable(path, label, true);
  const table = openTable(path, label);
  if (!table) return undefined;
  try {
    writeFileSync(seen, mark);
  } catch {
    // Where nothing can be written it is compared by every process.
  }
  return table;
};

const openOrBuild = ({ cacheFolder, dataFolder = ownData, tell }: Options): SortedTable => {
  const label = labelOf(dataFolder);
  const folders = [cacheFolder ?? join(dataFolder, '.cache'), temporary];
  const pathIn = (folder: string): string => join(folder, `${label}.gazetteer`);
  for (const folder of folders.filter((path) => path !== temporary || (existsSync(path) && writable(path)))) {
    const table = openSeen(pathIn(folder), label);
    if (table) return table;
  }
  tell?.();
  for (const folder of folders.filter(writable)) {
    try {
      build(dataFolder, pathIn(folder));
    } catch {
      // A full disk or a folder that forbids it: the next one may do.
      continue;
    }
    const table = openSeen(pathIn(folder), label);
    if (table) return table;
  }
  const table = openBytes(compile(dataFolder), label);
  if (!table) throw new Error('The gazetteer cannot be compiled from backend/data');
  return table;
};

/** A function's results by text, the least recently asked forgotten beyond `limit`. */
const remembered = <T>(limit: number, find: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.has(text) ? (known.get(text) as T) : find(text);
    known.delete(text);
    known.set(text, found);
    if (known.size > limit) known.delete(known.keys().next().value ?? '');
    return found;
  };
};

/** The forms of a postal code under which a country's file may have it, the most exact first. */
const postalForms = (country: string, code: string): string[] => {
  const key = postalKey(code);
  const first = (pattern: RegExp): string[] => pattern.exec(key)?.slice(1, 2) ?? [];
  if (country === 'US') return first(/^(\d{5})(\d{4})?$/);
  if (country === 'BR') return first(/^(\d{5})(\d{3})?$/);
  if (country === 'NL') return first(/^(\d{4})([A-Z]{2})?$/);
  if (country === 'CA') return first(/^([A-Z]\d[A-Z])(\d[A-Z]\d)?$/);
  if (country === 'AR') return first(/^[A-Z]?(\d{4})([A-Z]{3})?$/);
  if (country === 'GB') {
    const [outward] = first(/^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})?$/);
    return outward ? [outward, outward.replace(/(\d)[A-Z]$/, '$1')] : [];
  }
  if (country === 'CN') return /^\d{6}$/.test(key) ? [key, `${key.slice(0, 4)}00`] : [];
  return key === '' ? [] : [key];
};

/** Finds a postal code. Brazil's ranges begin at the listed code, so the one before is of the same town or the next. */
const postalIn = (table: SortedTable, id: string): Spot | undefined => {
  const [country = '', code = ''] = id.split('|');
  for (const form of postalForms(country, code)) {
    const found = table.get(`p|${country}|${form}`);
    if (found !== undefined) return readSpots(found)[0];
    if (country !== 'BR') continue;
    const [key, value] = table.floor(`p|BR|${form}`) ?? ['', ''];
    const before = key.startsWith(`p|BR|${form.slice(0, 2)}`) ? readSpots(value)[0] : undefined;
    return before && { ...before, name: '' };
  }
  return undefined;
};

const zoneAt = (latitude: number, longitude: number): string | undefined => {
  try {
    const zone = tzLookup(latitude, longitude);
    return zone.startsWith('Etc/') ? undefined : zone;
  } catch {
    return undefined;
  }
};

/**
 * The gazetteer over the reference tables. It touches the disk at the first lookup; the very first of all, on a new copy of
 * the project, compiles the table and takes a few seconds (`prepareGazetteer` does it ahead). Lookups throw only when the
 * reference files are missing.
 */
export const openGazetteer = (options: Options = {}): Gazetteer => {
  let opened: SortedTable | undefined;
  const table = (): SortedTable => {
    opened ??= openOrBuild(options);
    return opened;
  };
  const textAt = remembered(2000, (key) => table().get(key));
  const spotsAt = remembered(1000, (key) => {
    const text = table().get(key);
    return text === undefined ? [] : readSpots(text);
  });
  const postal = remembered(1000, (id) => postalIn(table(), id));
  return {
    countryOf: (written) => textAt(`c|${nameKey(written)}`),
    regionsOf: (country, written) => textAt(`r|${country}|${nameKey(written)}`)?.split('|') ?? [],
    named: (country, key) => spotsAt(`n|${country}|${key}`),
    byUnlocode: (code) => spotsAt(`u|${code}`)[0],
    byAirport: (code) => (textAt(`i|${code}`)?.split('|') ?? []).flatMap((found) => spotsAt(`u|${found}`)),
    byPostalCode: (country, code) => postal(`${country}|${postalKey(code)}`),
    timeZoneAt: zoneAt,
  };
};

/** Compiles the table now if that has not been done: for images, and before a first start. */
export const prepareGazetteer = (options: Options = {}): void => {
  openOrBuild(options);
};
