/** A home that is ours: locked against every other tower, and cleared of what a killed one left running in it. */
import { closePidBook, endOrphans, openPidBook, type PidBook, type Survivors } from './book.ts';
import { lockHome } from './lock.ts';

export type ClaimedHome = {
  home: string;
  /** Everything that this tower runs is noted here the moment it exists. */
  book: PidBook;
  /** What a killed tower left running and was to be spared. */
  survivors: Survivors;
  /** Gives it back; call it when everything noted has ended. */
  release(): void;
};

/**
 * Claims a home. Throws HomeTaken when another tower has it; nothing that runs there is touched then. `spare` names what may
 * go on: whoever claims answers for its end.
 */
export async function claimHome(
  home: string,
  tell: (text: string) => void,
  spare: readonly string[] = [],
): Promise<ClaimedHome> {
  const unlock = await lockHome(home);
  try {
    const book = openPidBook(home);
    const onEnd = (name: string, pid: number): void => tell(`ending ${name} (pid ${pid}) of a tower that was killed`);
    const survivors = await endOrphans(home, { onEnd, spare });
    book.clear(survivors);
    return {
      home,
      book,
      survivors,
      release: () => {
        closePidBook(home);
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}
