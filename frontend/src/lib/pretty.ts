/** A raw message laid out for reading; nothing of it is changed but the space between its parts. */
export type Pretty = { kind: 'json' | 'text'; text: string };

type Walk = { out: string; depth: number };
const line = (depth: number): string => `\n${'  '.repeat(depth)}`;
const opens: Record<string, string> = { '{': '}', '[': ']' };

/** One character outside of a text. An empty object or list stays on its line. */
const place = (walk: Walk, character: string, next: string): void => {
  if (character in opens) {
    walk.depth += 1;
    walk.out += next === opens[character] ? character : character + line(walk.depth);
  } else if (character === '}' || character === ']') {
    walk.depth -= 1;
    const empty = walk.out.endsWith('{') || walk.out.endsWith('[');
    walk.out += empty ? character : line(walk.depth) + character;
  } else if (character === ',') walk.out += `,${line(walk.depth)}`;
  else walk.out += character === ':' ? ': ' : character;
};

/**
 * JSON with two spaces a level; whatever is no JSON as it is. Parsing and printing again would change numbers that no
 * double holds (long tracking numbers) and lose repeated keys, so that the characters themselves are laid out.
 */
export const pretty = (body: string): Pretty => {
  try {
    JSON.parse(body);
  } catch {
    return { kind: 'text', text: body };
  }
  const walk: Walk = { out: '', depth: 0 };
  const dense = body.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  for (const [i, token] of dense.entries()) {
    if (token.startsWith('"')) walk.out += token;
    else place(walk, token, dense[i + 1] ?? '');
  }
  return { kind: 'json', text: walk.out };
};
