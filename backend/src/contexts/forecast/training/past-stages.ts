/** A past parcel as rows of history: one per stage it went through, each with what was known when it was entered. Pure. */
import type { PastParcel, PastScan } from '@gantry/analytics/queries/parcel-history';
import type { Scan } from '@gantry/shared/events/tracking';
import { statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { type Stage, stagesOf } from '../../tracking/public.ts';
import type { EtaHistoryRow } from '../model/eta-model.ts';
import { carriedBy, eddOf, journeyFacts, judgedBy, positionStart } from '../parcel.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** The scan as tracking judges it; what judging does not ask for is empty. */
const scanOf = ({ shipmentId: _, status, occurredAt, receivedAt, correction, ...rest }: PastScan): Scan => ({
  ...rest,
  status: status as TrackingStatus,
  trackingNumber: '',
  code: '',
  description: '',
  reason: null,
  actionRequiredBy: 'none',
  zone: occurredAt === null ? 'unknown' : 'given',
  occurredAt: occurredAt === null ? null : iso(occurredAt),
  receivedAt: iso(receivedAt),
  place: {},
  ...(correction ? { correction } : {}),
});

type Ending = Pick<EtaHistoryRow, 'deliveredAt' | 'endedAt'>;

/**
 * How the journey ended; a way back to the sender ends it too. A delivery at an hour nobody knows teaches nothing: the
 * parcel only stops being under way.
 */
const endingOf = (last: Stage | undefined): Ending => {
  if (!last?.scan || (statusFacts[last.position].nature !== 'terminal' && last.position !== 'return_initiated'))
    return {};
  const at = last.scan.occurredAt === null ? undefined : Date.parse(last.scan.occurredAt);
  if (last.position === 'delivered' && at !== undefined) return { deliveredAt: at };
  return { endedAt: at ?? Date.parse(last.scan.receivedAt) };
};

/** The carrier's date as it stood when the scan that began a stage was heard of. */
const eddAt = (parcel: PastParcel, { scan, position }: Stage): number | undefined => {
  if (!scan || statusFacts[position].nature === 'ground') return undefined;
  const known = Date.parse(scan.receivedAt);
  const said = parcel.estimates.findLast(({ receivedAt }) => receivedAt <= known);
  return said && eddOf(said, parcel);
};

/** The row of the stage at `first`, left with the stage at `next`; undefined when its beginning is not known for sure. */
const rowOf = (
  parcel: PastParcel,
  stages: readonly Stage[],
  { first, next, stage }: { first: number; next: number; stage: TrackingStatus },
): EtaHistoryRow | undefined => {
  const instantAt = (one: Stage | undefined): number | undefined => {
    if (one && !one.scan) return parcel.createdAt;
    return one?.scan?.occurredAt ? Date.parse(one.scan.occurredAt) : undefined;
  };
  const entry = stages[first] as Stage;
  const after = stages[next];
  const [enteredAt, leftAt] = [instantAt(entry), instantAt(after)];
  if (enteredAt === undefined) return undefined;
  const edd = eddAt(parcel, entry);
  const goesOn = after !== undefined && statusFacts[after.position].nature !== 'terminal';
  return {
    ...journeyFacts(parcel),
    ...carriedBy(parcel, entry.scan),
    parcel: parcel.shipmentId,
    stage,
    enteredAt,
    ...(edd === undefined ? {} : { edd }),
    ...(goesOn && leftAt !== undefined ? { leftAt } : {}),
    ...endingOf(stages.at(-1)),
  };
};

/**
 * The rows of a parcel: one for each stretch of a position, one for each overlay above it. Stages that the parcel entered
 * at an unknown hour have none, and the way back to the sender is no way to the recipient.
 */
export const pastStages = (parcel: PastParcel): EtaHistoryRow[] => {
  const stages = stagesOf(judgedBy(parcel), parcel.scans.map(scanOf));
  const rows: (EtaHistoryRow | undefined)[] = [];
  for (const [index, { position, status }] of stages.entries()) {
    if (statusFacts[position].nature === 'terminal' || position === 'return_initiated') continue;
    if (positionStart(stages, index) === index) {
      const next = stages.findIndex((one, at) => at > index && one.position !== position);
      rows.push(rowOf(parcel, stages, { first: index, next: next < 0 ? stages.length : next, stage: position }));
    }
    if (statusFacts[status].nature === 'overlay' && status !== position)
      rows.push(rowOf(parcel, stages, { first: index, next: index + 1, stage: status }));
  }
  return rows.filter((row): row is EtaHistoryRow => row !== undefined);
};
