/** What a tower would answer about its status maps: one with many codes, one code that waits, a replay that is ready. */

import type { readStatusMap } from '@gantry/shared/api/carriers/status-maps';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { readReplay } from '@gantry/shared/api/replay';
import { trackingStatuses } from '@gantry/shared/vocabulary/tracking-status';
import { ago } from './ago.ts';

/** A code that nobody has mapped yet. */
export const waiting = {
  map: 'acme',
  carrier: 'acme',
  code: 'ZZ7',
  scans: 14,
  shipments: 9,
  firstSeenAt: ago(70),
  lastSeenAt: ago(2),
  example: 'Parcel moved to the sunny side of the depot',
};
/** A map as it is listed. */
export const summary = {
  name: 'acme',
  adapter: 'generic' as const,
  version: 4,
  codes: 320,
  edited: 12,
  unmapped: 1,
  changedAt: ago(30),
};
export const statusMap: ReplyOf<typeof readStatusMap> = {
  ...summary,
  rows: Array.from({ length: 320 }, (_, n) => {
    const status = trackingStatuses[n % trackingStatuses.length] ?? null;
    return {
      code: `C${String(n).padStart(3, '0')}`,
      pattern: n % 40 === 7 ? 'held by customs' : '',
      status: n % 17 === 0 ? null : status,
      reason: n % 13 === 0 ? ('weather' as const) : null,
      actionRequiredBy: null,
      validFrom: null,
      label: `What the carrier says of code ${n}`,
      origin: n < 12 ? ('edited' as const) : ('carrier' as const),
      version: n < 12 ? 4 : 0,
      scans: (n * 31) % 400,
    };
  }),
  backlog: [waiting],
  versions: [
    { version: 4, at: ago(30), actor: 'ana', note: 'Customs codes of the new depot', rows: 3 },
    { version: 3, at: ago(300), actor: 'ana', note: '', rows: 9 },
  ],
};

export const replay: ReplyOf<typeof readReplay> = {
  replayId: 'rpl_1',
  subject: 'status_map',
  map: 'acme',
  state: 'ready',
  startedAt: ago(0.1),
  finishedAt: ago(0.05),
  events: 48_211,
  streams: 6_120,
  differing: 2,
  error: null,
};
