/** What contexts later on the ladder may use of carriers: connections with their secrets, accounts, and what codes mean. */
import type { Accounts } from './accounts.ts';
import type { Connections } from './connections.ts';
import type { MapBook } from './map-book.ts';

export { accountOf, type CarrierAccount, type CarrierQuestion, type ConnectionLogin, callsPerDay } from './accounts.ts';
export { type CallDay, callDays } from './call-days.ts';
export type { OpenedConnection } from './connections.ts';
export { type MapBook, mapNameOf } from './map-book.ts';
export { editsAfter, type MapChange, shownAs } from './status-map.ts';
export {
  actorOf,
  type CodedScan,
  type Meaning,
  type StatusMap,
  statusMap,
  type VersionedRow,
} from './status-normalizer.ts';

export type Carriers = { connections: Connections; maps: MapBook; accounts: Accounts };
