/** Commands that the access log tells of: the entry is written in their own transaction, so neither is there without the other. */
import type { Caller } from '@gantry/shared/caller';
import type { Fact } from '@gantry/shared/events/define';
import type { Thread } from '../../platform/log/event-log.ts';
import type { Command, Stream } from '../../platform/write/stream.ts';
import { hold, transact, type Writing } from '../../platform/write/transact.ts';
import { type AccessAct, recordAccess } from './log/record.ts';

/** Who does something, from where, and the thread it is written under. */
export type Doer = { by: Caller; address: string; thread: Thread };

/** What the log says of a command that changed something; who did it, and from where, is said by whoever runs it. */
export type Act<State> = (state: State) => Pick<AccessAct, 'act' | 'about' | 'detail'>;

/** Runs one command, and records it where it changed anything. Throws what the decision throws. */
export const executeRecorded = async <State, Event extends Fact>(
  platform: Writing,
  stream: Stream<State, Event>,
  { command, doer, act }: { command: Omit<Command<State, Event>, 'thread'>; doer: Doer; act: Act<State> },
): Promise<State> =>
  transact(platform, hold(stream, [command.id]), async ({ tx, apply }) => {
    const [outcome] = await apply(stream, [{ ...command, thread: doer.thread }]);
    if (!outcome?.ok) throw outcome?.error ?? new Error('a command has one outcome');
    const { state, facts } = outcome;
    if (state === undefined) throw new Error(`${stream.name} ${command.id} has a state after a command`);
    if (facts.length > 0)
      await recordAccess(
        { clock: platform.clock, database: tx },
        { ...act(state), by: doer.by, address: doer.address },
      );
    return state;
  });
