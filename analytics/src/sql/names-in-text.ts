/** Names that stand in a text where a function, a format or a type is meant: they are judged as if they stood in the statement. */
import { SqlRefused } from './refused.ts';
import type { SyntaxNode } from './syntax-tree.ts';

type Meant = 'aggregate' | 'format' | 'type';

const at = (meant: Meant, argument: number, names: string): [string, { meant: Meant; argument: number }][] =>
  names.split(' ').map((name) => [name.toLowerCase(), { meant, argument }]);

/** Functions with such a text, in small letters, and which of their arguments it is. */
export const namesAt: ReadonlyMap<string, { meant: Meant; argument: number }> = new Map([
  ...at('aggregate', 0, 'arrayReduce'),
  ...at('format', 0, 'formatRow formatRowNoNewline'),
  ...at('type', 1, 'cast _cast accurateCast accurateCastOrNull accurateCastOrDefault'),
]);

const types: ReadonlySet<string> = new Set(
  `array tuple map nullable lowcardinality nothing string fixedstring bool boolean uuid ipv4 ipv6 enum enum8 enum16
  int8 int16 int32 int64 int128 int256 uint8 uint16 uint32 uint64 uint128 uint256 float32 float64 bfloat16
  decimal decimal32 decimal64 decimal128 decimal256 date date32 datetime datetime32 datetime64 time time64
  intervalnanosecond intervalmicrosecond intervalmillisecond intervalsecond intervalminute intervalhour intervalday intervalweek
  intervalmonth intervalquarter intervalyear
  int integer bigint smallint tinyint mediumint unsigned signed float double precision real single numeric dec
  varchar char text character varying timestamp`.split(/\s+/),
);

/** The text of a literal; of one that came as a parameter too. Undefined for what is computed, or was not printed whole. */
const textOf = (node: SyntaxNode | undefined): string | undefined => {
  if (node?.kind === 'Literal') return /^'(.*)'$/s.exec(node.name)?.[1]?.replace(/\\(.)/gs, '$1');
  const [value, type] =
    node?.kind === 'Function' && /^_?cast$/i.test(node.name) ? (node.children[0]?.children ?? []) : [];
  return type?.kind === 'Literal' && type.name === "'String'" ? textOf(value) : undefined;
};

/** Every name in a type, less those of a tuple's parts and what stands in quotes. */
const typesIn = (text: string): string[] =>
  [...text.replace(/'(?:[^'\\]|\\.|'')*'|`[^`]*`|"[^"]*"/gs, ' ').matchAll(/([^\s(),=]+)\s*(?=[(),=]|$)/g)].map(
    ([, name = '']) => name.toLowerCase(),
  );

const refusal = (meant: Meant, text: string | undefined): SqlRefused => {
  if (text === undefined)
    return new SqlRefused(
      'ACCESS_DENIED',
      `The name of ${meant === 'aggregate' ? 'an' : 'a'} ${meant} is written out here, as a text`,
    );
  const shown = text.slice(0, 60);
  if (meant === 'format') return new SqlRefused('UNKNOWN_FORMAT', `The format ${shown} is not available to analysts`);
  return new SqlRefused('UNKNOWN_FUNCTION', `The ${meant} ${shown} is not available to analysts`);
};

/** Throws a SqlRefused unless the text of a call, where it has one, is written out and names what analysts may use. */
export const checkNamedInText = (
  { meant, argument }: { meant: Meant; argument: number },
  given: readonly SyntaxNode[],
  may: { aggregate(name: string): boolean; format(name: string): boolean },
): void => {
  const text = textOf(given[argument]);
  if (text === undefined) throw refusal(meant, text);
  const fits = {
    aggregate: () => may.aggregate(/^(\w+)(?:\([\d\s.,eE+-]*\))?$/.exec(text)?.[1] ?? ''),
    format: () => may.format(text),
    type: () => typesIn(text).every((name) => types.has(name) || /^-?\d+$/.test(name)),
  }[meant]();
  if (!fits) throw refusal(meant, text);
};
