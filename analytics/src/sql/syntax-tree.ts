/** The syntax tree of a statement as the engine’s `EXPLAIN AST` prints it: a line a node, indented by its depth. */
import { SqlRefused } from './refused.ts';

export type SyntaxNode = {
  /** What the node is: `Function`, `TableIdentifier`, `Literal` ... */
  kind: string;
  /** What it is called: the name of a function or table, a literal's value. */
  name: string;
  children: SyntaxNode[];
};

const line = /^( *)([\w:]+)(?: (.*))?$/su;
const bare = (text: string): string => text.replace(/ \(children \d+\)$/, '').replace(/ \(alias .*\)$/s, '');

/** Reads the printed tree. Throws a SqlRefused for what is none, since nobody could say then what the statement does. */
export const readTree = (printed: string): SyntaxNode => {
  const path: SyntaxNode[] = [];
  let root: SyntaxNode | undefined;
  for (const text of printed.split('\n')) {
    if (text === '') continue;
    const [, indent, kind, rest = ''] = line.exec(text) ?? [];
    if (indent === undefined || kind === undefined || indent.length > path.length)
      throw new SqlRefused('SYNTAX_ERROR', 'This statement cannot be understood here');
    const said = rest.startsWith('(children ') || rest.startsWith('(alias ') ? bare(` ${rest}`) : bare(rest);
    const node: SyntaxNode = { kind, name: said.trim(), children: [] };
    path.length = indent.length;
    const parent = path.at(-1);
    if (parent) parent.children.push(node);
    else if (root) throw new SqlRefused('SYNTAX_ERROR', 'One statement at a time');
    else root = node;
    path.push(node);
  }
  if (!root) throw new SqlRefused('SYNTAX_ERROR', 'Empty query');
  return root;
};
