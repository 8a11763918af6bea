/**
 * What `JSON.parse` does not tell: where a text stops being JSON and what is expected there, and which names an object gives
 * more than once (the parser keeps the last and says nothing).
 */

/** From `start` up to `end`. `broken` is a string that breaks off at `start`; `fault` is nothing that JSON knows. */
type Token = {
  kind: '{' | '}' | '[' | ']' | ':' | ',' | 'string' | 'scalar' | 'end' | 'broken' | 'fault';
  start: number;
  end: number;
};

const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const space = /[ \t\n\r]*/y;

const matchAt = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : -1;
};

/** The offset behind the string that begins here; where it breaks off at an offset, one less than the negative of that. */
const endOfString = (text: string, start: number): number => {
  for (let at = start + 1; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code < 0x20) return -at - 1;
    const next = code === 0x5c ? matchAt(escaped, text, at) : at + 1;
    if (next < 0) return -at - 1;
    at = next;
  }
  return -text.length - 1;
};

const tokenAt = (text: string, from: number): Token => {
  const start = matchAt(space, text, from);
  const first = text[start];
  if (first === undefined) return { kind: 'end', start, end: start };
  if ('{}[]:,'.includes(first)) return { kind: first as Token['kind'], start, end: start + 1 };
  if (first === '"') {
    const end = endOfString(text, start);
    return end < 0 ? { kind: 'broken', start: -end - 1, end: -end - 1 } : { kind: 'string', start, end };
  }
  const end = matchAt(scalar, text, start);
  return end < 0 ? { kind: 'fault', start, end: start } : { kind: 'scalar', start, end };
};

/** What may come next. `key?` and `item?` also take the end of their object or list. */
type Due = 'value' | 'key?' | 'key' | ':' | 'item?' | ',}' | ',]' | 'nothing';
const words: Readonly<Record<Due, string>> = {
  value: 'a value',
  'key?': 'a name in quotes or }',
  key: 'a name in quotes',
  ':': ':',
  'item?': 'a value or ]',
  ',}': ', or }',
  ',]': ', or ]',
  nothing: 'the end',
};

/** An object or list that is open: where it is in its parent, what it has named so far, how many items it has. */
type Open = { path: string; names: Set<string> | null; key: string; items: number };

type Walk = { open: Open[]; due: Due; repeated: string[] };

const inside = (walk: Walk): Due => {
  const top = walk.open.at(-1);
  return top === undefined ? 'nothing' : top.names ? ',}' : ',]';
};

const pathIn = (top: Open | undefined): string => {
  if (top === undefined) return '';
  const name = top.names ? top.key : String(top.items);
  return top.path === '' ? name : `${top.path}.${name}`;
};

const takeName = (walk: Walk, token: string): void => {
  const top = walk.open.at(-1);
  if (!top?.names) return;
  top.key = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  if (top.names.has(top.key)) walk.repeated.push(pathIn(top));
  top.names.add(top.key);
  walk.due = ':';
};

const close = (walk: Walk): void => {
  walk.open.pop();
  walk.due = inside(walk);
};

const takeValue = (walk: Walk, kind: Token['kind']): boolean => {
  if (kind === '{' || kind === '[') {
    walk.open.push({ path: pathIn(walk.open.at(-1)), names: kind === '{' ? new Set() : null, key: '', items: 0 });
    walk.due = kind === '{' ? 'key?' : 'item?';
  } else if (kind === 'string' || kind === 'scalar') walk.due = inside(walk);
  else return false;
  return true;
};

const takeComma = (walk: Walk): void => {
  const top = walk.open.at(-1);
  if (top && !top.names) top.items += 1;
  walk.due = walk.due === ',}' ? 'key' : 'value';
};

/** Takes a token; false where it must not stand there. */
const take = (walk: Walk, kind: Token['kind'], token: string): boolean => {
  const { due } = walk;
  if (due === ':' && kind === ':') walk.due = 'value';
  else if ((due === 'key?' || due === 'key') && kind === 'string') takeName(walk, token);
  else if ((due === 'key?' || due === ',}') && kind === '}') close(walk);
  else if ((due === 'item?' || due === ',]') && kind === ']') close(walk);
  else if ((due === ',}' || due === ',]') && kind === ',') takeComma(walk);
  else return (due === 'value' || due === 'item?') && takeValue(walk, kind);
  return true;
};

type Walked = { repeated: string[]; fault: { at: number; expected: string } | undefined };

const walkThrough = (text: string): Walked => {
  const walk: Walk = { open: [], due: 'value', repeated: [] };
  const { repeated } = walk;
  for (let from = 0; ; ) {
    const { kind, start, end } = tokenAt(text, from);
    if (kind === 'end' && walk.due === 'nothing') return { repeated, fault: undefined };
    const expected = kind === 'broken' ? 'the rest of a text in quotes' : words[walk.due];
    if (!take(walk, kind, text.slice(start, end))) return { repeated, fault: { at: start, expected } };
    from = end;
  }
};

/** Where a text stops being JSON, counted from 1, and what is expected there; undefined for JSON. */
export const firstFault = (text: string): { line: number; column: number; expected: string } | undefined => {
  const { fault } = walkThrough(text);
  if (fault === undefined) return undefined;
  const before = text.slice(0, fault.at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected: fault.expected };
};

/** The paths of the names that a JSON text gives more than once: `lines.0.sku`. */
export const repeatedNames = (text: string): string[] => [...new Set(walkThrough(text).repeated)];
