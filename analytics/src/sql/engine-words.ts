/** What the engine says of a statement it could not run, as the statement’s analyst may read it. */
import { refusalCodes, SqlRefused } from './refused.ts';
import type { Names } from './statement.ts';

/** A failure of the engine with its own code; its text names no file and no database of others. */
export class EngineRefusal extends Error {
  readonly code: number;
  constructor(code: number, text: string) {
    super(text);
    this.name = 'EngineRefusal';
    this.code = code;
  }
}

const longest = 1_000;

/** Without the place in a text that the analyst did not write, what follows of it, files, ids of tables and real names. */
const scrubbed = (text: string, { published, database }: Names): string =>
  text
    .replace(/^(Code: \d+\. DB::Exception: )+/, '')
    .replace(/: In scope SELECT formatQuery\([\s\S]*$/, '')
    .replace(/INTO OUTFILE[\s\S]*$/, '')
    .replace(/Maybe you meant[\s\S]*$/, '')
    .replace(/ ?\(version [^)]*\)( \(chDB\))?/g, '')
    .replace(/'\/[^']*'/g, "''")
    .replace(/(^|[\s(`"=])\/[\w.-]+\/[\w./-]+/g, '$1')
    .replace(/ ?\([0-9a-f]{8}-[0-9a-f-]{27}\)/g, '')
    .replaceAll(database, published)
    .trim()
    .slice(0, longest);

const named: ReadonlyMap<number, string> = new Map(Object.entries(refusalCodes).map(([name, code]) => [code, name]));

/** The error of an answer that is none. */
export const errorFor = (code: string | null, text: string, names: Names): Error => {
  const number = Number(code ?? 0) || Number(/^Code: (\d+)/.exec(text)?.[1] ?? 1002);
  if (named.get(number) === 'UNKNOWN_DATABASE')
    return new SqlRefused('UNKNOWN_DATABASE', 'There is no such database for analysts');
  return new EngineRefusal(number, scrubbed(text, names));
};
