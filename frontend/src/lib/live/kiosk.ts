/**
 * Pairing this screen with a kiosk: the code of its link is exchanged for a cookie that no script reads. What stays here is
 * the name of the kiosk, so that a wall that was revoked can say so.
 */
import { pairKiosk } from '@gantry/shared/api/access/keys';
import { CallFailed, call } from '../api.ts';

const stored = 'gantry.kiosk';
/** `refused`: the code opens nothing, because it was used, replaced or has expired. */
export type Pairing = 'paired' | 'refused';

/** The name of the kiosk that this screen was paired with; null when it never was. */
export const pairedAs = (): string | null => {
  try {
    return localStorage.getItem(stored);
  } catch {
    return null;
  }
};

/** Rejects with CallFailed when the tower could not be asked; the code is good for another try then. */
export const pairWall = async (code: string, signal: AbortSignal): Promise<Pairing> => {
  try {
    const { name } = await call(pairKiosk, { body: { code } }, { signal });
    try {
      localStorage.setItem(stored, name);
    } catch {
      // It is paired all the same.
    }
    return 'paired';
  } catch (cause) {
    const status = cause instanceof CallFailed ? cause.problem.status : 0;
    if (status === 0 || status === 429 || status >= 500) throw cause;
    return 'refused';
  }
};
