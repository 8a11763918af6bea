/**
 * Cuts a statement as the engine itself has written it down (`formatQuery`) into tokens. In that form there are no comments
 * and no here-documents, and strings and names are quoted in one way each.
 */

export type Token = {
  kind: 'word' | 'name' | 'text' | 'symbol';
  /** A word as written, the inside of a quoted name, nothing of a text. */
  text: string;
  start: number;
  end: number;
};

const word = /[\p{L}_@$][\p{L}\p{N}_$@]*/uy;
const number = /\p{N}[\p{L}\p{N}_.]*/uy;

const matched = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
};

const endOfQuoted = (text: string, start: number): number => {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === '\\') at++;
    else if (text.charAt(at) === quote) return at + 1;
  }
  return text.length;
};

const tokenAt = (text: string, start: number): Token => {
  const first = text.charAt(start);
  if (first === "'") return { kind: 'text', text: '', start, end: endOfQuoted(text, start) };
  if (first === '`' || first === '"') {
    const end = endOfQuoted(text, start);
    return { kind: 'name', text: text.slice(start + 1, end - 1), start, end };
  }
  const length = matched(word, text, start) || matched(number, text, start);
  if (length > 0) return { kind: 'word', text: text.slice(start, start + length), start, end: start + length };
  return { kind: 'symbol', text: first, start, end: start + 1 };
};

/** The tokens of a statement in order. */
export const tokensOf = (text: string): Token[] => {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
  return tokens;
};
