/** Two values as lines of JSON side by side: what is the same stands beside itself, what is not is told. Pure. */
import { isEntries, isSame } from './values.ts';

/** `null`: there is no such line on this side. */
export type ComparedLine = { was: string | null; is: string | null; same: boolean };

const indent = (depth: number): string => '  '.repeat(depth);

const printed = (name: string, value: unknown, depth: number): string[] =>
  `${name}${JSON.stringify(value, null, 2) ?? 'null'}`.split('\n').map((line) => indent(depth) + line);

const apart = (was: readonly string[], is: readonly string[]): ComparedLine[] =>
  Array.from({ length: Math.max(was.length, is.length) }, (_, i) => ({
    was: was[i] ?? null,
    is: is[i] ?? null,
    same: false,
  }));

/** Longer lists are compared place by place: the table of all against all would be large. */
const mostAligned = 400;

/** Which items of two lists stand beside each other: the same ones where there are any, else by their order between them. */
const aligned = (was: readonly unknown[], is: readonly unknown[]): [number | null, number | null][] => {
  const [rows, columns] = [was.length, is.length];
  const byPlace = () =>
    Array.from(
      { length: Math.max(rows, columns) },
      (_, i) => [i < rows ? i : null, i < columns ? i : null] as [number | null, number | null],
    );
  if (rows === columns || rows > mostAligned || columns > mostAligned) return byPlace();
  const longest = Array.from({ length: rows + 1 }, () => new Array<number>(columns + 1).fill(0));
  const cell = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = rows - 1; i >= 0; i -= 1)
    for (let j = columns - 1; j >= 0; j -= 1) {
      const row = longest[i];
      if (row) row[j] = isSame(was[i], is[j]) ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
    }
  const pairs: [number | null, number | null][] = [];
  let [i, j] = [0, 0];
  while (i < rows || j < columns) {
    if (i < rows && j < columns && isSame(was[i], is[j])) pairs.push([i++, j++]);
    else if (j >= columns || (i < rows && cell(i + 1, j) >= cell(i, j + 1))) pairs.push([i++, null]);
    else pairs.push([null, j++]);
  }
  return pairs;
};

type Side = { name: string; value: unknown; tail: string } | null;

const inside = (was: unknown, is: unknown): [Side, Side][] => {
  const side = (name: string, value: unknown, last: boolean): Side => ({ name, value, tail: last ? '' : ',' });
  if (Array.isArray(was) && Array.isArray(is))
    return aligned(was, is).map(([i, j]) => [
      i === null ? null : side('', was[i], i === was.length - 1),
      j === null ? null : side('', is[j], j === is.length - 1),
    ]);
  const [left, right] = [was as Record<string, unknown>, is as Record<string, unknown>];
  const [names, others] = [Object.keys(left), Object.keys(right)];
  const all = [...names, ...others.filter((name) => !Object.hasOwn(left, name))];
  const of = (value: Record<string, unknown>, name: string, last: string | undefined): Side =>
    Object.hasOwn(value, name) ? side(`${JSON.stringify(name)}: `, value[name], name === last) : null;
  return all.map((name) => [of(left, name, names.at(-1)), of(right, name, others.at(-1))]);
};

const linesOf = (side: Side, depth: number): string[] => {
  if (side === null) return [];
  const lines = printed(side.name, side.value, depth);
  return lines.map((line, i) => (i === lines.length - 1 ? line + side.tail : line));
};

const compared = (was: Side, is: Side, depth: number): ComparedLine[] => {
  const [left, right] = [linesOf(was, depth), linesOf(is, depth)];
  if (was === null || is === null) return apart(left, right);
  if (isSame(was.value, is.value))
    return JSON.stringify(was.value) === JSON.stringify(is.value)
      ? left.map((line, i) => ({ was: line, is: right[i] ?? null, same: true }))
      : left.map((line) => ({ was: line, is: line, same: true }));
  const lists = Array.isArray(was.value) && Array.isArray(is.value);
  const objects = isEntries(was.value) && isEntries(is.value);
  if (!lists && !objects) return apart(left, right);
  const [open, close] = lists ? ['[', ']'] : ['{', '}'];
  const edge = (text: string, { name, tail }: Exclude<Side, null>, closing: boolean) =>
    indent(depth) + (closing ? text + tail : name + text);
  return [
    { was: edge(open, was, false), is: edge(open, is, false), same: true },
    ...inside(was.value, is.value).flatMap(([one, other]) => compared(one, other, depth + 1)),
    { was: edge(close, was, true), is: edge(close, is, true), same: true },
  ];
};

/** All lines of both values. */
export const comparedLines = (was: unknown, is: unknown): ComparedLine[] =>
  compared({ name: '', value: was, tail: '' }, { name: '', value: is, tail: '' }, 0);
