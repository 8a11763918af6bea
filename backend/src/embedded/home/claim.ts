/** A home that is ours: locked against every other tower, and cleared of what a killed one left running in it. */
import { closePidBook, endOrphans, openPidBook, type PidBook } from './book.ts';
import { lockHome } from './lock.ts';

export type ClaimedHome = {
  home: string;
  /** Everything that this tower runs is noted here the moment it exists. */
  book: PidBook;
  /** Gives it back; call it when everything noted has ended. */
  release(): void;
};

/** Claims a home. Throws HomeTaken when another tower has it; nothing that runs there is touched then. */
export async function claimHome(home: string, tell: (text: string) => void): Promise<ClaimedHome> {
  const unlock = await lockHome(home);
  try {
    const book = openPidBook(home);
    await endOrphans(home, (name, pid) => tell(`ending ${name} (pid ${pid}) of a tower that was killed`));
    book.clear();
    return {
      home,
      book,
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
