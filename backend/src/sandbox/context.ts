/** What an actor is given when the world opens: the line to the tower, the seed, and where it may keep what it knows. */
import type { z } from 'zod';
import type { Actor } from './actor.ts';
import type { Book } from './book.ts';
import type { Dials } from './dials.ts';
import type { Past } from './past.ts';
import type { State } from './state.ts';
import type { Tower } from './tower.ts';
import type { WorldLog } from './turns.ts';

export type WorldContext = {
  tower: Tower;
  state: State;
  dials: Dials;
  past: Past;
  /** When the world opens, milliseconds since 1970. */
  now: number;
  log: WorldLog;
  signal: AbortSignal;
  /** Where the carriers' own servers listen; null: nobody can ask them. */
  carrierPort: number | null;
  /** Where the merchants' ERPs listen; null: they have none. */
  erpPort: number | null;
  book<Entry>(name: string, options: { schema: z.ZodType<Entry>; keep?: (entry: Entry) => boolean }): Book<Entry>;
};

/** A new kind of actor is its file and one line in `actors.ts`. */
export type OpenActor = (context: WorldContext) => Promise<Actor>;
