/**
 * The first wall before an analyst’s statement: it is judged by the engine’s own syntax tree, of which every kind of node,
 * every function and every table has to be on a list. Whatever is on none is refused, also what nobody has thought of.
 */
import { aggregateFunctions, combinators, membership, patternAt, plainFunctions } from './functions.data.ts';
import { checkNamedInText, namesAt } from './names-in-text.ts';
import { SqlRefused } from './refused.ts';
import { isFormat } from './statement.ts';
import type { SyntaxNode } from './syntax-tree.ts';

export type GateRules = {
  /** The database that the analyst's views lie in: the only one that may be named. */
  database: string;
  /** Names of the views. */
  views: ReadonlySet<string>;
  /** Functions of the engine in small letters, each with what it is another name for; itself when it is none. */
  functions: ReadonlyMap<string, string>;
};

const kinds = new Set([
  'SelectWithUnionQuery',
  'SelectIntersectExceptQuery',
  'SelectQuery',
  'ExpressionList',
  'Function',
  'Identifier',
  'TableIdentifier',
  'Literal',
  'Asterisk',
  'QualifiedAsterisk',
  'ColumnsRegexpMatcher',
  'QualifiedColumnsRegexpMatcher',
  'ColumnsListMatcher',
  'QualifiedColumnsListMatcher',
  'ColumnsTransformerList',
  'ColumnsExceptTransformer',
  'ColumnsReplaceTransformer',
  'ColumnsReplaceTransformer::Replacement',
  'TablesInSelectQuery',
  'TablesInSelectQueryElement',
  'TableExpression',
  'TableJoin',
  'ArrayJoin',
  'Subquery',
  'WithElement',
  'WindowDefinition',
  'WindowListElement',
  'OrderByElement',
  'InterpolateElement',
  'SampleRatio',
]);
const roots = new Set(['SelectWithUnionQuery', 'SelectIntersectExceptQuery', 'SelectQuery']);
const words: Readonly<Record<string, string>> = {
  Set: 'SETTINGS cannot be given here',
  ColumnsApplyTransformer: 'APPLY cannot be used here: call the function on each column',
};

/** Only `numbers` may stand where a table does: every other table function reads something from somewhere. */
const tableFunctions = new Set(['numbers']);

const isAggregate = (name: string): boolean => {
  if (aggregateFunctions.has(name)) return true;
  const ending = combinators.find((one) => name.endsWith(one) && name.length > one.length);
  return ending !== undefined && isAggregate(name.slice(0, -ending.length));
};

const isAllowed = (name: string, { functions }: GateRules): boolean => {
  const small = name.toLowerCase();
  const meant = functions.get(small) ?? small;
  return [small, meant].some((one) => plainFunctions.has(one) || isAggregate(one));
};

const refuseFunction = (name: string): never => {
  throw new SqlRefused('UNKNOWN_FUNCTION', `The function ${name.slice(0, 60)} is not available to analysts`);
};

const checkTable = (name: string, { database, views }: GateRules): void => {
  const parts = name.split('.');
  // A name alone is looked for among the statement's own WITH and the views of the analyst's database, and nowhere else.
  if (parts.length === 1) return;
  const [of, table = ''] = parts;
  if (parts.length === 2 && of === database && views.has(table)) return;
  throw new SqlRefused('UNKNOWN_TABLE', 'There is no such table for analysts; SHOW TABLES lists those there are');
};

/** The text of a literal, also of one that came as a parameter; undefined for everything that is computed. */
const literalText = (node: SyntaxNode | undefined): string | undefined => {
  if (node?.kind === 'Literal') return node.name;
  if (node?.kind === 'Function' && /^_?cast$/i.test(node.name)) return literalText(node.children[0]?.children[0]);
  return undefined;
};

const longestPattern = 200;
const mostRepeats = 50;

/** A pattern is run without looking at the clock between, so it may be neither computed nor large. */
const checkPattern = (pattern: string | undefined): void => {
  const counts = [...(pattern ?? '').matchAll(/\{(\d*),?(\d*)\}/g)].flatMap(([, least, most]) =>
    [least, most].map(Number),
  );
  const large = counts.some((count) => count > mostRepeats) || counts.filter((count) => count > 1).length > 4;
  if (pattern === undefined || pattern.length > longestPattern || large)
    throw new SqlRefused(
      'ILLEGAL_PATTERN',
      `A regular expression is written out, of at most ${longestPattern} characters, with small repetitions`,
    );
};

const checkFunction = ({ name, children }: SyntaxNode, rules: GateRules): void => {
  if (!/^\w+$/.test(name) || !isAllowed(name, rules)) refuseFunction(name);
  const small = name.toLowerCase();
  const given = children[0]?.children ?? [];
  const meant = rules.functions.get(small) ?? small;
  const at = patternAt.get(small) ?? patternAt.get(meant);
  if (at !== undefined) checkPattern(literalText(given[at]));
  const inText = namesAt.get(small) ?? namesAt.get(meant);
  if (inText)
    checkNamedInText(inText, given, {
      aggregate: (one) => isAggregate((rules.functions.get(one.toLowerCase()) ?? one).toLowerCase()),
      format: isFormat,
    });
  const [, among] = given;
  if (membership.has(small) && among?.kind === 'Identifier') checkTable(among.name, rules);
};

/** A function may be handed over by its bare name, as in `arrayMap(upper, names)`, where it looks like a column. */
const checkName = (name: string, rules: GateRules): void => {
  const small = name.toLowerCase();
  const meant = rules.functions.get(small);
  if (meant === undefined) return;
  // Handed over, nobody sees which text it is called with.
  const takesText = [small, meant].some((one) => namesAt.has(one) || patternAt.has(one));
  if (takesText || !isAllowed(name, rules)) refuseFunction(name);
};

const checkSource = (node: SyntaxNode): void => {
  if (node.kind === 'Function' && !tableFunctions.has(node.name))
    throw new SqlRefused(
      'UNKNOWN_FUNCTION',
      `The table function ${node.name.slice(0, 60)} is not available to analysts`,
    );
};

const checkNode = (node: SyntaxNode, parent: SyntaxNode | undefined, rules: GateRules): void => {
  const { kind, name, children } = node;
  if (!kinds.has(kind)) throw new SqlRefused('ACCESS_DENIED', words[kind] ?? `Analysts may not use ${kind} here`);
  // Beside its selects a query may name a file to write to, or a format: the format was taken off before.
  if (kind === 'SelectWithUnionQuery' && (children.length !== 1 || children[0]?.kind !== 'ExpressionList'))
    throw new SqlRefused('ACCESS_DENIED', 'INTO OUTFILE and a FORMAT within a statement are not available to analysts');
  if (parent?.kind === 'TableExpression') checkSource(node);
  else if (kind === 'Function') checkFunction(node, rules);
  if (kind === 'TableIdentifier') checkTable(name, rules);
  if (kind === 'Identifier') checkName(name, rules);
  for (const child of children) checkNode(child, node, rules);
};

/** Throws a SqlRefused unless the statement is one SELECT over the analyst's views, made of what is allowed. */
export const checkStatement = (root: SyntaxNode, rules: GateRules): void => {
  if (!roots.has(root.kind)) throw new SqlRefused('ACCESS_DENIED', 'Analysts may SELECT, and nothing else');
  checkNode(root, undefined, rules);
};
