/**
 * Whether the files of a table are damaged, as a disk that was full to the last byte or a power cut may leave them. What an
 * error says of that is only a suspicion; the engine is asked about the table's files before anybody believes it.
 */
import { z } from 'zod';
import type { Analytics } from '../client.ts';
import { EngineError } from './error.ts';

/** What the engine says of a file of a part that is not as it was written. */
const definite: ReadonlySet<string | undefined> = new Set([
  '33', // CANNOT_READ_ALL_DATA
  '40', // CHECKSUM_DOESNT_MATCH
  '107', // FILE_DOESNT_EXIST
  '226', // NO_FILE_IN_DATA_PART
  '228', // BAD_SIZE_OF_FILE_IN_DATA_PART
  '246', // CORRUPTED_DATA
  '271', // CANNOT_DECOMPRESS
]);
/**
 * What it may say of one, beside that: it has other causes too, such as too many open files, or an answer that broke off,
 * which is also how the embedded engine says it when rows were on their way already.
 */
const suspicious: ReadonlySet<string | undefined> = new Set([
  ...definite,
  undefined, // an answer that was cut short
  'ECONNRESET',
  '23', // CANNOT_READ_FROM_ISTREAM
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '32', // ATTEMPT_TO_READ_AFTER_EOF
  '74', // CANNOT_READ_FROM_FILE_DESCRIPTOR
  '76', // CANNOT_OPEN_FILE
  '79', // INCORRECT_FILE_NAME
  '88', // CANNOT_SEEK_THROUGH_FILE
  '117', // INCORRECT_DATA
  '227', // UNEXPECTED_FILE_IN_DATA_PART
  '231', // TOO_MANY_UNEXPECTED_DATA_PARTS
  '232', // NO_SUCH_DATA_PART
  '432', // UNKNOWN_CODEC
  '1001', // STD_EXCEPTION, as for a file that is gone
]);

/** True for an error that damaged files may be behind. */
export const maySayDamage = (error: unknown): boolean =>
  error instanceof EngineError && error.fault === 'engine' && suspicious.has(error.code);

const checked = z.object({ part: z.string(), passed: z.number() });

/** Every file of every part with its checksum. A cluster checks and repairs its replicas by itself. */
const brokenParts = async (client: Analytics, name: string): Promise<string[]> => {
  if (client.cluster !== null) return [];
  const rows = await client.values(`CHECK TABLE ${name} SETTINGS check_query_single_value_result = 0`);
  return rows
    .map(([part, passed]) => checked.parse({ part, passed: Number(passed) }))
    .filter(({ passed }) => passed === 0)
    .map(({ part }) => part);
};

/** What is damaged in a table; undefined when all of it can be read. Costs a reading of the whole table. */
export const damageIn = async (client: Analytics, name: string): Promise<string | undefined> => {
  try {
    const broken = await brokenParts(client, name);
    if (broken.length > 0) return `its files are damaged: part ${broken[0]}${broken.length > 1 ? ' and others' : ''}`;
    await client.values(`SELECT count() FROM ${name} WHERE NOT ignore(*)`);
    return undefined;
  } catch (error) {
    if (!(error instanceof EngineError && definite.has(error.code))) throw error;
    return `its files are damaged (${error.code})`;
  }
};

/** How many parts the engine set aside when it found at its start that it cannot read them: their rows are missing. */
export const partsSetAside = async (client: Analytics, name: string): Promise<number> => {
  if (client.cluster !== null) return 0;
  const [answer] = await client.values(
    `SELECT count() FROM system.detached_parts
     WHERE database = currentDatabase() AND table = {name:String} AND startsWith(ifNull(reason, ''), 'broken')`,
    { name },
  );
  return Number(answer?.[0] ?? 0);
};

/**
 * How often the engine failed to read a file since it started, for whomever: also a merge in the background, which nobody
 * hears of, meets what is damaged.
 */
export const readFailures = async (client: Analytics): Promise<number> => {
  if (client.cluster !== null) return 0;
  const [answer] = await client.values(
    'SELECT toUInt64(sum(value)) FROM system.errors WHERE has({codes:Array(Int32)}, code)',
    { codes: [...definite].map(Number) },
  );
  return Number(answer?.[0] ?? 0);
};
