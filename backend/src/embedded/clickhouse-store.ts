/**
 * A store on which the embedded ClickHouse cannot start at all, as when the definition of one table was cut off: it is set
 * aside, and the engine begins with an empty one. All that Gantry keeps there is made again from the log.
 */
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a start says about files that are not what was written. Not among them: no room, no memory, no right to open them. */
const aboutFiles: ReadonlySet<string> = new Set([
  '27', // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  '32', // ATTEMPT_TO_READ_AFTER_EOF
  '33', // CANNOT_READ_ALL_DATA
  '40', // CHECKSUM_DOESNT_MATCH
  '62', // SYNTAX_ERROR, of a table's definition
  '79', // INCORRECT_FILE_NAME
  '107', // FILE_DOESNT_EXIST
  '117', // INCORRECT_DATA
  '228', // BAD_SIZE_OF_FILE_IN_DATA_PART
  '246', // CORRUPTED_DATA
  '271', // CANNOT_DECOMPRESS
]);

/** Whether the words of an engine that did not start blame its files. */
export const blamesStore = (words: string): boolean =>
  [...words.matchAll(/\bCode: (\d+)\. DB::/g)].some(([, code = '']) => aboutFiles.has(code));

/** Sets the store aside, for whoever wants to look at it; one that was set aside before is gone then. */
export const setStoreAside = (dataDir: string): string => {
  const aside = join(dataDir, 'store.unreadable');
  rmSync(aside, { recursive: true, force: true });
  renameSync(join(dataDir, 'store'), aside);
  return aside;
};
