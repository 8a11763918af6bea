/** Whose a row is: a column for whoever serves several merchants, none for others. */
import { personal } from '#lib/access/personal.svelte.ts';
import type { Column } from '#lib/list/columns.ts';
import { merchantsInWords } from '#lib/rights/rights-words.ts';

export const merchantColumn = <Row extends { merchant: string }>(priority: number): Column<Row>[] =>
  personal.merchants.length > 1
    ? [
        {
          key: 'merchant',
          label: 'Merchant',
          width: 120,
          priority,
          quiet: true,
          text: ({ merchant }) => merchantsInWords([merchant], personal.merchants),
        },
      ]
    : [];
