/** Runs the golden thread of an order from whatever asks for it, and sees to what becomes of it: noted, in the Trash, or out of it. */
import type { ErpFault } from '../../../connectors/systems/erp.ts';
import { type Followed, followOrder } from './follow.ts';
import { type ErpMeans, type FollowRequest, setStage } from './stage.ts';
import { noteFailedAgain, putAway, takeOut } from './trashed/failures.ts';

/** What a failure says of the connection; null where it speaks of the order alone. Names nobody. */
const connectionError = ({ code, status, said }: ErpFault): string | null => {
  if (code === 'erp_unreachable') return `${code}: ${said}`;
  const ofConnection: readonly string[] = ['erp_denied', 'erp_throttled', 'erp_failing', 'erp_unreadable'];
  return ofConnection.includes(code) ? `${code}: status ${status}` : null;
};

/** `nothing`: the order is none of the ERP's business. */
export type ThreadOutcome = Followed | 'nothing';

/**
 * Brings the ERP to where an order stands. A failure for which `isFinal` holds puts the order into the Trash. Throws an Upstream
 * while somebody else is at work on it.
 */
export const runThread = async (
  means: ErpMeans,
  request: FollowRequest,
  isFinal: (fault: ErpFault) => boolean,
): Promise<ThreadOutcome> => {
  const stage = await setStage(means, request);
  if (!stage) return 'nothing';
  const { merchant } = stage.order;
  try {
    const followed = await followOrder(stage);
    await means.connections.note(merchant, followed.ok ? null : connectionError(followed.fault));
    if (followed.ok) await takeOut(stage, followed);
    else if (isFinal(followed.fault)) await putAway(stage, followed);
    else await noteFailedAgain(stage, followed);
    return followed;
  } finally {
    await stage.claims.release();
  }
};
