/** The body of an entry for reading: a request beside its answer where it has both, JSON laid out. Pure. */
import { pretty } from '#lib/pretty.ts';

/** Deeper than that nothing is laid out. */
const mostDeep = 20;
export type Pane = { title: string; text: string };
const pairs: readonly (readonly [left: string, right: string])[] = [
  ['request', 'answer'],
  ['request', 'response'],
  ['asked', 'answered'],
  ['before', 'after'],
  ['was', 'is'],
];
const titles: Readonly<Record<string, string>> = {
  request: 'Request',
  answer: 'Answer',
  response: 'Answer',
  asked: 'Request',
  answered: 'Answer',
  before: 'Before',
  after: 'After',
  was: 'Before',
  is: 'After',
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Texts that are JSON themselves (what was sent, as it was sent) are laid out in their place; those with numbers that no
 * double holds, or with a key twice, stay texts.
 */
const unfolded = (value: unknown, depth = 0): unknown => {
  if (depth > mostDeep) return value;
  if (typeof value === 'string') {
    if (!/^\s*[[{]/.test(value)) return value;
    const { kind, text } = pretty(value);
    if (kind === 'text') return value;
    const read: unknown = JSON.parse(value);
    return JSON.stringify(read, null, 2) === text ? unfolded(read, depth + 1) : value;
  }
  if (Array.isArray(value)) return value.map((one) => unfolded(one, depth + 1));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unfolded(one, depth + 1)]));
};

/** A text as it is, JSON laid out whatever it comes in. */
export const laidOut = (value: unknown): string =>
  typeof value === 'string' ? pretty(value).text : (JSON.stringify(unfolded(value), null, 2) ?? 'nothing');

/** What is shown of a body: nothing, one pane, or two beside each other over what both have in common. */
export const panesOf = (body: unknown): Pane[] => {
  if (body === null || body === undefined) return [];
  const pair = isRecord(body) ? pairs.find(([left, right]) => left in body && right in body) : undefined;
  if (!isRecord(body) || pair === undefined) return [{ title: 'All of it', text: laidOut(body) }];
  const rest = Object.fromEntries(Object.entries(body).filter(([key]) => !pair.includes(key)));
  return [
    ...pair.map((key) => ({ title: titles[key] ?? key, text: laidOut(body[key]) })),
    ...(Object.keys(rest).length === 0 ? [] : [{ title: 'Around it', text: laidOut(rest) }]),
  ];
};

/** So much of a text is drawn at once; the rest when somebody asks for it. */
export const mostShown = 20_000;
