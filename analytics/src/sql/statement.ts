/**
 * A statement as the engine has written it down, made ready to be judged: its format taken off, the published name of the
 * database replaced by the real one, and what clients ask of a server answered from the analyst’s own views.
 */
import { SqlRefused } from './refused.ts';
import { type Token, tokensOf } from './tokens.ts';

/** The formats an answer may have, in small letters. */
const formats = new Set(
  `json jsoncompact jsoncolumns jsoncompactcolumns jsonstrings jsoncompactstrings jsoncolumnswithmetadata jsoneachrow jsonstringseachrow jsoncompacteachrow
  jsoncompacteachrowwithnames jsoncompacteachrowwithnamesandtypes jsoncompactstringseachrow jsoncompactstringseachrowwithnames
  jsoncompactstringseachrowwithnamesandtypes csv csvwithnames csvwithnamesandtypes tsv tsvraw tsvwithnames tsvwithnamesandtypes tabseparated tabseparatedraw
  tabseparatedwithnames tabseparatedwithnamesandtypes pretty prettycompact prettyspace prettynoescapes prettycompactnoescapes prettymonoblock
  prettycompactmonoblock vertical markdown values xml null native rowbinary rowbinarywithnames rowbinarywithnamesandtypes parquet arrow arrowstream`.split(
    /\s+/,
  ),
);

export const isFormat = (name: string): boolean => formats.has(name.toLowerCase());

/** The name of a format that may be asked for. Throws a SqlRefused for every other. */
export const allowedFormat = (name: string): string => {
  if (!isFormat(name))
    throw new SqlRefused('UNKNOWN_FORMAT', `The format ${name.slice(0, 40)} is not available to analysts`);
  return name;
};

/** The names under which tools ask what there is, and the views that answer them. */
const catalog: ReadonlyMap<string, string> = new Map([
  ['databases', 'catalog_databases'],
  ['tables', 'catalog_tables'],
  ['columns', 'catalog_columns'],
]);

export type Names = {
  /** The database as analysts know it, and as it is called in the engine. */
  published: string;
  database: string;
};

const isWord = (token: Token | undefined, text: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === text;
const isSymbol = (token: Token | undefined, text: string): boolean => token?.kind === 'symbol' && token.text === text;
const isNamed = (token: Token | undefined): token is Token => token?.kind === 'word' || token?.kind === 'name';

/** The tokens of a statement without oddities: a name must be one that the printed tree shows as it is. */
const sound = (statement: string): Token[] => {
  const tokens = tokensOf(statement);
  const odd = tokens.find(({ kind, text }) => kind === 'name' && /[\\\p{Cc}]| \((alias|children) /u.test(text));
  if (odd) throw new SqlRefused('SYNTAX_ERROR', 'A quoted name may hold no backslash and no control character');
  return tokens;
};

type Edit = { start: number; end: number; text: string };
const edited = (text: string, edits: readonly Edit[]): string =>
  edits.toReversed().reduce((whole, { start, end, text: put }) => whole.slice(0, start) + put + whole.slice(end), text);

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** What functions say that would name the machine or the tower's own user. */
const said = ({ published }: Names): ReadonlyMap<string, string> =>
  new Map([
    ['currentdatabase', published],
    ['database', published],
    ['hostname', 'gantry'],
    ['displayname', 'gantry'],
    ['currentuser', 'analyst'],
    ['user', 'analyst'],
  ]);

const editAt = (tokens: readonly Token[], at: number, names: Names): Edit | undefined => {
  const [before, token, next, then] = [tokens[at - 1], tokens[at], tokens[at + 1], tokens[at + 2]];
  if (!isNamed(token) || isSymbol(before, '.')) return undefined;
  if (isSymbol(next, '.') && isNamed(then)) {
    if (token.text === names.published) return { start: token.start, end: token.end, text: names.database };
    const view =
      token.text.toLowerCase() === 'system' || token.text.toLowerCase() === 'information_schema'
        ? catalog.get(then.text.toLowerCase())
        : undefined;
    if (view) return { start: token.start, end: then.end, text: `${names.database}.${view}` };
  }
  const value = said(names).get(token.text.toLowerCase());
  if (value !== undefined && isSymbol(next, '(') && then && isSymbol(then, ')'))
    return { start: token.start, end: then.end, text: quoted(value) };
  return undefined;
};

export type Prepared = { sql: string; format: string | undefined };

const withoutFormat = (
  statement: string,
  tokens: Token[],
): { rest: Token[]; format: string | undefined; end: number } => {
  const [word, name] = tokens.slice(-2);
  if (!isWord(word, 'FORMAT') || !isNamed(name) || tokens.length < 3)
    return { rest: tokens, format: undefined, end: statement.length };
  return { rest: tokens.slice(0, -2), format: allowedFormat(name.text), end: word?.start ?? statement.length };
};

const noSuchDatabase = (name: string): SqlRefused =>
  new SqlRefused('UNKNOWN_DATABASE', `There is no database ${name.slice(0, 60)} for analysts`);
const only = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join(' ');

/** The table that a DESCRIBE or EXISTS names. */
const tableIn = (tokens: readonly Token[], { published }: Names): string => {
  const named = isWord(tokens[0], 'TABLE') ? tokens.slice(1) : tokens;
  const [first, dot, second, ...more] = named;
  if (isNamed(first) && dot === undefined) return first.text;
  if (isNamed(first) && isSymbol(dot, '.') && isNamed(second) && more.length === 0) {
    if (first.text !== published) throw noSuchDatabase(first.text);
    return second.text;
  }
  throw new SqlRefused('ACCESS_DENIED', 'Analysts may SELECT; DESCRIBE takes the name of a table');
};

const describe = (table: string): string =>
  `SELECT name, type, '' AS default_type, '' AS default_expression, comment, '' AS codec_expression, '' AS ttl_expression FROM catalog_columns WHERE table = ${quoted(table)} ORDER BY position`;

/** What clients ask about a server, as a question about the analyst's own views; undefined for every other statement. */
const aboutTables = (tokens: readonly Token[], names: Names, views: ReadonlySet<string>): string | undefined => {
  const words = only(tokens).toUpperCase();
  if (words === 'SHOW DATABASES') return 'SELECT name FROM catalog_databases';
  if (/^SHOW TABLES( (FROM|IN) \S+)?$/.test(words)) {
    const of = tokens[3]?.text ?? names.published;
    if (of !== names.published) throw noSuchDatabase(of);
    return 'SELECT name FROM catalog_tables ORDER BY name';
  }
  if (isWord(tokens[0], 'DESCRIBE') || isWord(tokens[0], 'DESC')) {
    const table = tableIn(tokens.slice(1), names);
    if (!views.has(table))
      throw new SqlRefused('UNKNOWN_TABLE', 'There is no such table for analysts; SHOW TABLES lists those there are');
    return describe(table);
  }
  if (isWord(tokens[0], 'EXISTS')) return `SELECT ${views.has(tableIn(tokens.slice(1), names)) ? 1 : 0} AS result`;
  return undefined;
};

/** Makes a statement ready. Throws a SqlRefused for what is no question about views. */
export const prepareStatement = (statement: string, names: Names, views: ReadonlySet<string>): Prepared => {
  const { rest, format, end } = withoutFormat(statement, sound(statement));
  const about = aboutTables(rest, names, views);
  if (about !== undefined) return { sql: about, format };
  const first = rest.find((token) => !isSymbol(token, '('));
  if (!isWord(first, 'SELECT') && !isWord(first, 'WITH'))
    throw new SqlRefused('ACCESS_DENIED', 'Analysts may SELECT, and nothing else');
  const edits = rest.flatMap((_, at) => editAt(rest, at, names) ?? []);
  return { sql: edited(statement.slice(0, end), edits).trim(), format };
};
