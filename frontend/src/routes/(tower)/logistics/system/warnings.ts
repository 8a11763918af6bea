/** Whether a row of a part warns, by the marks that the rows themselves bear, so that a part and its rows say the same. Pure. */
import type { SystemFigures } from '@gantry/shared/api/system';
import { markOf } from './figure-words.ts';

const warns = (ms: number | null): boolean => markOf(ms) !== null;

export const logWarns = ({ log, horizon }: SystemFigures): boolean =>
  warns(log.oldestUnplacedMs) || warns(horizon.ageMs);
export const subscribersWarn = ({ subscribers }: SystemFigures): boolean =>
  subscribers.some(({ behindMs }) => warns(behindMs));
export const workWarns = ({ queues, inbox }: SystemFigures): boolean =>
  warns(inbox.oldestMs) || queues.some(({ oldestDueMs }) => warns(oldestDueMs));
export const disksWarn = ({ disks }: SystemFigures): boolean => disks.some(({ state }) => state !== 'enough');
