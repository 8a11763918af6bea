/**
 * Whether there is room to write. Below the reserve only the log goes on, so that what was acknowledged gets its position:
 * whoever asks is refused, and what works in the background waits.
 */
import { OutOfRoom } from '../../kernel/errors.ts';
import type { Vitals } from '../vitals/vitals.ts';

type Knowing = { vitals: Pick<Vitals, 'surroundings'> };

/** False while a disk is too full: what works in the background rests until it is true again. */
export const hasRoom = ({ vitals }: Knowing): boolean =>
  vitals.surroundings().disks.every(({ state }) => state !== 'refusing');

/**
 * Refuses what would write. People and their programs are told 507, which says what is wrong and is nothing they did;
 * senders of raw messages 503, since carriers and marketplaces know that one as "send it again later".
 */
export const insistOnRoom = (platform: Knowing, asker: 'caller' | 'sender'): void => {
  if (!hasRoom(platform)) throw new OutOfRoom(asker === 'sender' ? 'unavailable' : 'out_of_room');
};
