/** What the things of the catalog and places have in common: they are said anew as a whole, and the same words change nothing. */
import type { Fact } from '@gantry/shared/events/define';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Platform } from '../../platform/platform.ts';
import { allDone, type Command, type Stream } from '../../platform/write/stream.ts';
import { type Holding, transact, type Unit } from '../../platform/write/transact.ts';

/** What is said of something, for which merchant, by whom. */
export type Saying<Said> = { merchant: string; said: Said; thread: Thread };

/** How one thing is said: its stream, what is held meanwhile, and the command, made of what is read while it is held. */
type Sentence<State, Event extends Fact> = {
  stream: Stream<State, Event>;
  id: string;
  holding: Holding;
  command(tx: Unit['tx']): Promise<Pick<Command<State, Event>, 'thread' | 'decide'>>;
};

/** What became of it, and the state before. */
export type Heard<State> = { outcome: 'added' | 'changed' | 'unchanged'; before: State | undefined };

/** Says something. Throws what the decision throws. */
export const say = <State, Event extends Fact>(
  platform: Platform,
  { stream, id, holding, command }: Sentence<State, Event>,
): Promise<Heard<State>> =>
  transact(platform, holding, async ({ tx, apply }) => {
    const before = (await stream.load(tx, [id])).get(id)?.state;
    const [done] = allDone(await apply(stream, [{ id, ...(await command(tx)) }]));
    const changed = (done?.facts.length ?? 0) > 0;
    return { before, outcome: !changed ? 'unchanged' : before === undefined ? 'added' : 'changed' };
  });
