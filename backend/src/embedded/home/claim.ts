/** A home that is ours: locked against every other tower, and cleared of what a killed one left running in it. */
import { closePidBook, endOrphans, openPidBook, type PidBook, type Survivors } from './book.ts';
import { lockHome } from './lock.ts';

export type ClaimedHome = {
  home: string;
  /** Everything that this tower runs is noted here the moment it exists. */
  book: PidBook;
  survivors: Survivors;
  /** Gives it back; call it when everything noted has ended. */
  release(): void;
};

/** In the words of every start that finds something of a killed tower. */
export const toldEnd = (name: string, pid: number): string => `ending ${name} (pid ${pid}) of a tower that was killed`;

/**
 * Claims a home. Throws HomeTaken when another tower has it; nothing that runs there is touched then. What a killed tower
 * left is ended, but for those named in `spare`: whoever claims adopts them or ends them.
 */
export async function claimHome(
  home: string,
  tell: (text: string) => void,
  spare: readonly string[] = [],
): Promise<ClaimedHome> {
  const unlock = await lockHome(home);
  try {
    const book = openPidBook(home);
    const survivors = await endOrphans(home, { onEnd: (name, pid) => tell(toldEnd(name, pid)), spare });
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
