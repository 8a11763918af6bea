/**
 * What a statement is, as far as serving it needs to know: does it read or write, in which format, where do its rows start,
 * and may it be streamed. The engine's own parser stays the judge of whether it is right.
 */
import { type Token, tokens } from './tokens.ts';

export type SelectStatement = {
  kind: 'select';
  /** The FORMAT clause, when the text has one. */
  format: string | undefined;
  /** Where an INTO OUTFILE clause goes: before FORMAT, else at the end. */
  outputAt: number;
  /** WITH TOTALS comes out of the streaming interface garbled. */
  totals: boolean;
  /** Holds a subquery that may be a scalar one; the streaming interface computes those on the calling thread. */
  scalar: boolean;
};
export type InsertStatement = {
  kind: 'insert';
  /** Rows that come with the statement; none for INSERT ... SELECT and VALUES. */
  data: { format: string; headEnd: number; infileAt: number | undefined } | undefined;
};
export type OtherStatement = { kind: 'other'; format: string | undefined };
export type Statement = SelectStatement | InsertStatement | OtherStatement;

const FLAT_SUBQUERY = new Set(['FROM', 'JOIN', 'IN', 'AS', 'ALL', 'DISTINCT', 'UNION', 'EXCEPT', 'INTERSECT']);

/** Reads a statement from its text. */
export function describeStatement(sql: string): Statement {
  const head = leadingWords(sql);
  if (head[0] === 'INSERT') return describeInsert(sql);
  const reads = head[0] === 'SELECT' || head[0] === 'WITH' || head[0] === 'FROM';
  const all = [...tokens(sql)];
  if (reads && head[0] === 'WITH' && all.some((token) => isWord(token, 'INSERT', 0))) return describeInsert(sql);
  const clause = formatClause(sql, all);
  if (!reads) return { kind: 'other', format: clause?.format };
  return {
    kind: 'select',
    format: clause?.format,
    outputAt: clause?.at ?? endOfText(all),
    totals: all.some((token, at) => token.text === 'TOTALS' && all[at - 1]?.text === 'WITH'),
    scalar: hasScalarSubquery(all),
  };
}

function isWord(token: Token | undefined, text: string, depth: number): boolean {
  return token?.kind === 'word' && token.text === text && token.depth === depth;
}

/** The first word that is not an opening bracket. */
function leadingWords(sql: string): string[] {
  for (const token of tokens(sql)) if (token.text !== '(') return [token.text];
  return [];
}

function endOfText(all: Token[]): number {
  const last = all.findLast((token) => token.text !== ';');
  return last?.end ?? 0;
}

/** FORMAT name, when it closes the statement (a settings list may follow). */
function formatClause(sql: string, all: Token[]): { format: string; at: number } | undefined {
  for (let at = all.length - 2; at >= 0; at--) {
    const [word, name, next] = [all[at], all[at + 1], all[at + 2]];
    if (!isWord(word, 'FORMAT', 0) || name?.kind !== 'word') continue;
    if (next && next.text !== ';' && next.text !== 'SETTINGS') continue;
    return { format: sql.slice(name.start, name.end), at: word?.start ?? 0 };
  }
  return undefined;
}

/** True for `(SELECT` in any place other than after FROM, JOIN, IN and the like: better a file too many than a blocked server. */
function hasScalarSubquery(all: Token[]): boolean {
  return all.some((token, at) => {
    if (token.text !== 'SELECT' || token.kind !== 'word') return false;
    if (all[at - 1]?.text !== '(') return false;
    return !FLAT_SUBQUERY.has(all[at - 2]?.text ?? '');
  });
}

function describeInsert(sql: string): InsertStatement {
  let settingsAt: number | undefined;
  let selects = false;
  let pending: Token | undefined;
  for (const token of tokens(sql)) {
    if (pending && token.kind === 'word') {
      const infileAt = selects ? undefined : (settingsAt ?? pending.start);
      const format = sql.slice(token.start, token.end);
      return { kind: 'insert', data: { format, headEnd: token.end, infileAt } };
    }
    pending = isWord(token, 'FORMAT', 0) ? token : undefined;
    if (isWord(token, 'SETTINGS', 0)) settingsAt ??= token.start;
    if (isWord(token, 'SELECT', 0) || isWord(token, 'WITH', 0)) selects = true;
    if (isWord(token, 'VALUES', 0) && !selects) break;
  }
  return { kind: 'insert', data: undefined };
}

/** Adds `INTO OUTFILE file FORMAT format` to a reading statement. */
export function intoFile(sql: string, statement: SelectStatement, target: { file: string; format: string }): string {
  const clause = `\nINTO OUTFILE ${quote(target.file)} COMPRESSION 'none'\n`;
  const rest = sql.slice(statement.outputAt);
  return `${sql.slice(0, statement.outputAt)}${clause}${statement.format ? rest : `FORMAT ${target.format}`}`;
}

/** Turns `INSERT INTO t FORMAT x` into one that reads its rows from a file. */
export function fromFile(head: string, infileAt: number, file: string): string {
  return `${head.slice(0, infileAt)} FROM INFILE ${quote(file)} COMPRESSION 'none' ${head.slice(infileAt)}`;
}

/** A string literal of ClickHouse's SQL. */
export function quote(text: string): string {
  // A raw NUL would end the statement: it passes through a C string.
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`;
}
