/** Where a part of a JSON text stands, so that an error about it can be shown at its line. */

type Token = { text: string; at: number };
const tokensOf = (text: string): Token[] =>
  [...text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)].map((match) => ({
    text: match[0],
    at: match.index,
  }));

const keyOf = (token: Token): string | undefined => {
  try {
    return token.text.startsWith('"') ? (JSON.parse(token.text) as string) : undefined;
  } catch {
    return undefined;
  }
};

type Level = { list: boolean; index: number; key: string };

/** The offset of the part at `path` (keys and indexes joined by dots), its key first, or of the nearest part around it that exists. */
export const placeOf = (text: string, path: string): number => {
  const levels: Level[] = [];
  let best = { depth: 0, at: Math.max(0, text.search(/\S/)) };
  const tokens = tokensOf(text);
  for (const [i, token] of tokens.entries()) {
    const level = levels.at(-1);
    if (token.text === '{' || token.text === '[') levels.push({ list: token.text === '[', index: 0, key: '' });
    else if (token.text === '}' || token.text === ']') levels.pop();
    else if (token.text === ',' && level) level.index += 1;
    else if (level && !level.list && tokens[i + 1]?.text === ':') level.key = keyOf(token) ?? '';
    else if (token.text === ':') continue;
    const here = levels.map(({ list, index, key }) => (list ? String(index) : key)).join('.');
    const depth = here === '' ? 0 : here.split('.').length;
    const matches = here !== '' && (path === here || path.startsWith(`${here}.`));
    if (matches && depth > best.depth && !/^[,}\]]$/.test(token.text)) best = { depth, at: token.at };
  }
  return best.at;
};

/** The line of an offset, from 1. */
export const lineOf = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** What keeps a text from being JSON, with its line; null when it is JSON. */
export const jsonFault = (text: string): string | null => {
  try {
    JSON.parse(text);
    return null;
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const offset = /position (\d+)/.exec(said)?.[1];
    const where = /line \d+/.test(said) || offset === undefined ? '' : ` (line ${lineOf(text, Number(offset))})`;
    return `not JSON: ${said}${where}`;
  }
};
