/** The table of stages: whole, told in the documentation as it is, and what decisions go by. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { orderActions } from '@gantry/shared/api/orders/changes';
import { orderStages } from '@gantry/shared/vocabulary/orders';
import { describe, expect, it } from 'vitest';
import { floorStages, type OrderAction, type StageRule, stageTable } from './stages.ts';

const actions = orderActions.reply.shape.actions.element.shape.action.options;

const said = (rule: StageRule): string =>
  'effect' in rule ? rule.effect : `Refused (\`${rule.code}\`): ${rule.refusal}`;

/** Stages in which the same happens stand in one row. */
const rowsOf = (action: OrderAction): string[][] => {
  const byWords = new Map<string, string[]>();
  for (const stage of orderStages) {
    const words = said(stageTable[stage][action]);
    byWords.set(words, [...(byWords.get(words) ?? []), `\`${stage}\``]);
  }
  return [...byWords].map(([words, stages]) => [`\`${action}\``, stages.join(', '), words]);
};

const table = (head: string[], rows: string[][]): string => {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  const line = (cells: string[]): string => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};

const docs = join(import.meta.dirname, '../../../../docs/orders.md');
/** The table that stands after a comment. */
const tableAfter = (text: string, comment: string): string =>
  new RegExp(`<!-- ${comment} -->\\n\\n((?:\\|.*\\n)+)`).exec(text)?.[1]?.trimEnd() ?? '';

const tables: [string, string][] = [
  ['The table of stages', table(['action', 'in', 'what happens'], actions.flatMap(rowsOf))],
  [
    'Stages of the floor',
    table(
      ['stage', 'what holds'],
      floorStages.map(({ stage, rule }) => [stage, rule]),
    ),
  ],
];

describe('the table of stages', () => {
  it('says of every action in every stage what happens', () => {
    expect(Object.keys(stageTable).sort()).toEqual([...orderStages].sort());
    for (const stage of orderStages) expect(Object.keys(stageTable[stage]).sort()).toEqual([...actions].sort());
  });
  it.each(tables)('stands in docs/orders.md as it is: %s', (comment, expected) => {
    const text = readFileSync(docs, 'utf8');
    if (process.env.WRITE_DOCS === '1')
      writeFileSync(
        docs,
        text.replace(tableAfter(text, comment), () => expected),
      );
    expect(tableAfter(readFileSync(docs, 'utf8'), comment)).toBe(expected);
  });
});
