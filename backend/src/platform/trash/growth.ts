/** Whether the Trash of a merchant, or of everybody, holds more than is usual: what was judged last, and since when. */
import { nobodys } from '@gantry/shared/caller';
import { type growthMeasures, type TrashGrowthEvent, trashGrowthEvents } from '@gantry/shared/events/trash';
import { fold } from '../../kernel/decider.ts';
import type { Sql } from '../database.ts';
import { rowStore } from '../write/row-store.ts';
import { stream } from '../write/stream.ts';

/** In the place of a merchant: what is judged of all of them and of nobody’s together. */
export const everybodys = '*';

export type Exceeded = { measure: (typeof growthMeasures)[number]; is: number; limit: number };
/** Whose Trash it is, and since when and in what it holds too much; null: it does not. */
export type Growth = { whose: string; since: string | null; measures: Exceeded[] };

export const evolve = fold<Growth, TrashGrowthEvent>({
  'trash.growth_raised': {
    begin: ({ whose, measures }, { occurredAt }, before) => ({ whose, measures, since: before?.since ?? occurredAt }),
  },
  'trash.growth_cleared': (growth) => ({ ...growth, since: null, measures: [] }),
});

export const growthRows = rowStore<Growth, TrashGrowthEvent>({
  table: 'trash_growth',
  key: 'whose',
  keyColumn: 'whose',
  columns: { since: 'instant', measures: 'json' },
});

export const growthStream = stream('trash_growth', trashGrowthEvents, {
  evolve,
  store: growthRows,
  merchantOf: ({ whose }) => (whose === everybodys ? nobodys : whose),
});

/** What is too much at the moment, of merchants (null: of everybody together), the longest first. */
export const growingNow = (sql: Sql, merchants: readonly string[] | null): Promise<Growth[]> =>
  growthRows.list(sql, 'WHERE whose = ANY($1::text[]) AND since IS NOT NULL ORDER BY since', merchants ?? [everybodys]);
