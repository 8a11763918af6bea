/**
 * Cuts SQL into tokens, leaving out comments and keeping strings whole, so that a keyword is never mistaken for data.
 * A generator: the head of a 100 MB INSERT is understood without reading its rows.
 */

export type Token = {
  kind: 'word' | 'string' | 'quoted' | 'symbol';
  /** Upper case for words, as written for the rest. */
  text: string;
  start: number;
  end: number;
  /** How many brackets are open before this token. */
  depth: number;
};

const SPACE = /\s/;
const WORD_START = /[\p{L}_]/u;
const WORD = /[\p{L}\p{N}_$]*/uy;
const NUMBER = /[\p{N}][\p{L}\p{N}_.]*/uy;
const HEREDOC = /\$\w*\$/y;

/** Tokens of a statement in order; unfinished strings and comments run to the end of the text. */
export function* tokens(sql: string): Generator<Token> {
  let at = 0;
  let depth = 0;
  while (at < sql.length) {
    const skipped = skipBlank(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const token = readToken(sql, at, depth);
    if ('([{'.includes(token.text) && token.kind === 'symbol') depth++;
    if (')]}'.includes(token.text) && token.kind === 'symbol') depth = Math.max(0, depth - 1);
    yield token;
    at = token.end;
  }
}

function skipBlank(sql: string, at: number): number {
  if (SPACE.test(sql.charAt(at))) return at + 1;
  if (sql.startsWith('/*', at)) return endAfter(sql, '*/', at + 2);
  const line = sql.startsWith('--', at) || sql.startsWith('# ', at) || sql.startsWith('#!', at);
  return line ? endAfter(sql, '\n', at) : at;
}

function endAfter(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from);
  return found < 0 ? sql.length : found + mark.length;
}

function readToken(sql: string, start: number, depth: number): Token {
  const first = sql.charAt(start);
  if (first === "'") return { kind: 'string', text: first, start, end: endOfQuoted(sql, start), depth };
  if (first === '`' || first === '"')
    return { kind: 'quoted', text: first, start, end: endOfQuoted(sql, start), depth };
  if (WORD_START.test(first)) {
    const end = start + matchLength(WORD, sql, start);
    return { kind: 'word', text: sql.slice(start, end).toUpperCase(), start, end, depth };
  }
  const number = matchLength(NUMBER, sql, start);
  if (number > 0) return { kind: 'string', text: '0', start, end: start + number, depth };
  const heredoc = first === '$' ? matchLength(HEREDOC, sql, start) : 0;
  if (heredoc > 0) {
    const end = endAfter(sql, sql.slice(start, start + heredoc), start + heredoc);
    return { kind: 'string', text: '$', start, end, depth };
  }
  return { kind: 'symbol', text: first, start, end: start + 1, depth };
}

function matchLength(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0].length ?? 0;
}

/** A doubled quote needs no case of its own: it reads as two strings that touch. */
function endOfQuoted(sql: string, start: number): number {
  const quote = sql.charAt(start);
  for (let at = start + 1; at < sql.length; at++) {
    if (sql.charAt(at) === '\\') at++;
    else if (sql.charAt(at) === quote) return at + 1;
  }
  return sql.length;
}
