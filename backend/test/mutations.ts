/** Ways to spoil a message: cut, doubled, swapped, poisoned with wrong types, huge texts and deep nesting. */

const junk = [
  'null',
  '[]',
  '{}',
  '""',
  '-1',
  '1e400',
  'true',
  '"\\u0000"',
  '[[[[[[]]]]]]',
  '{"a":{"a":{}}}',
  '"9999-99-99"',
  '12345678901234567890',
];

/** Cuts, doubles, swaps and poisons the text of a message. */
export const mutate = (text: string, { kind, at, bit }: { kind: number; at: number; bit: number }): string => {
  const i = text.length === 0 ? 0 : at % text.length;
  const value = junk[bit % junk.length] ?? '';
  const values = [...text.matchAll(/:\s*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null)/g)];
  const found = values.length > 0 ? values[at % values.length] : undefined;
  switch (kind) {
    case 0:
      return text.slice(0, i);
    case 1:
      return text.slice(i);
    case 2:
      return text.slice(0, i) + value + text.slice(i + 1);
    case 3:
      return text.slice(0, i) + text.slice(i + 1 + (bit % 40));
    case 4:
      return text.slice(0, i) + text.slice(i, i + 200) + text.slice(i);
    case 5:
      return found
        ? `${text.slice(0, found.index)}: ${value}${text.slice(found.index + found[0].length)}`
        : `${text}${value}`;
    case 6:
      return found
        ? `${text.slice(0, found.index)}: "${'x'.repeat(2000 + bit)}"${text.slice(found.index + found[0].length)}`
        : 'x'.repeat(5000);
    case 7:
      return found
        ? `${text.slice(0, found.index)}: ${'[{"a":'.repeat(200)}1${'}]'.repeat(200)}${text.slice(found.index + found[0].length)}`
        : '<'.repeat(3000);
    default:
      return `${String.fromCharCode(bit)}${text.replaceAll(String.fromCharCode(48 + (bit % 10)), String.fromCharCode(bit + 1))}`;
  }
};
