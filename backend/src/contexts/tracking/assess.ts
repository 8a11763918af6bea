/**
 * What a set of scans means: where the shipment stands and which problems it has had. A pure function of the set, so the
 * order in which scans arrived, and how often, cannot matter. This is the StatusNormalizer's order, terminal and overlay
 * rule: by time, then rank in the journey, then receipt; a terminal status freezes the shipment; an overlay says something
 * about a position without replacing it.
 */
import type { ExceptionCase, Scan, Standing } from '@gantry/shared/events/tracking';
import { type Place, place } from '@gantry/shared/values/address';
import type { ExceptionKind } from '@gantry/shared/vocabulary/exception-kinds';
import { type StatusReason, statusFacts, type TrackingStatus } from '@gantry/shared/vocabulary/tracking-status';
import { derivedId } from '../../kernel/ids.ts';
import { personalPathsOf, takeOut } from '../../platform/privacy/parts.ts';

type MappedScan = Scan & { status: TrackingStatus };

/**
 * Where a scan stands in time, for ordering only: its instant, or its local time taken as if it were UTC. That is off by
 * half a day at most, the same however the scans arrive, and never shown to anybody.
 */
export const orderingTime = (scan: Pick<Scan, 'occurredAt' | 'localTime' | 'receivedAt'>): number => {
  if (scan.occurredAt !== null) return Date.parse(scan.occurredAt);
  const local = scan.localTime ? Date.parse(`${scan.localTime.replace(' ', 'T').replace(/Z$/i, '')}Z`) : Number.NaN;
  return Number.isNaN(local) ? Date.parse(scan.receivedAt) : local;
};

/** A person's correction of an instant stands after everything a carrier said of it. */
const rankOf = (scan: Scan): number =>
  scan.correction ? Number.POSITIVE_INFINITY : scan.status ? statusFacts[scan.status].rank : -1;

/** Scans oldest first: the one order there is for timelines and for judging. */
export const inOrder = <S extends Scan>(scans: readonly S[]): S[] =>
  [...scans].sort(
    (a, b) =>
      orderingTime(a) - orderingTime(b) ||
      (rankOf(a) === rankOf(b) ? 0 : rankOf(a) - rankOf(b)) ||
      (a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0) ||
      (a.scanId < b.scanId ? -1 : 1),
  );

/** The category an overlay opens; holds of every kind are somebody's decision, not an exception. */
const kindOf = (status: TrackingStatus, reason: StatusReason | null): ExceptionKind | undefined => {
  if (status === 'return_initiated') return 'return_initiated';
  if (status === 'delayed') return 'delayed';
  if (status !== 'exception') return undefined;
  return reason === 'carrier_lost' ? 'lost' : reason === 'carrier_damaged' ? 'damaged' : 'delayed';
};

/** When a scan happened as far as we can say: its instant, else when we learned of it. */
const knownAt = (scan: Scan): string => scan.occurredAt ?? scan.receivedAt;

type Walk = {
  position: TrackingStatus;
  decider: MappedScan | undefined;
  terminal: MappedScan | undefined;
  cases: ExceptionCase[];
};

const openCase = (
  walk: Walk,
  shipmentId: string,
  { kind, scan, detail }: { kind: ExceptionKind; scan: MappedScan; detail: string },
): void => {
  if (walk.cases.some((c) => c.kind === kind && c.resolvedAt === null)) return;
  const idOf = (...again: number[]): string => derivedId('exc', [shipmentId, kind, scan.scanId, ...again]);
  // One scan may come before its order and, once a correction has settled that, contradict the end of the journey too.
  const exceptionId = walk.cases.some((c) => c.exceptionId === idOf()) ? idOf(2) : idOf();
  walk.cases.push({
    exceptionId,
    kind,
    reason: scan.reason,
    openedAt: knownAt(scan),
    resolvedAt: null,
    detail: detail.slice(0, 500),
  });
};

const resolve = (walk: Walk, kinds: readonly ExceptionKind[], at: string): void => {
  walk.cases = walk.cases.map((c) => (c.resolvedAt === null && kinds.includes(c.kind) ? { ...c, resolvedAt: at } : c));
};

const labelOf = (status: TrackingStatus): string => statusFacts[status].label.toLowerCase();

const correct = (walk: Walk, scan: MappedScan): void => {
  const terminal = statusFacts[scan.status].nature === 'terminal';
  walk.terminal = terminal ? scan : undefined;
  walk.position = scan.status;
  walk.decider = scan;
  resolve(
    walk,
    terminal ? ['delayed', 'lost', 'damaged', 'return_initiated', 'contradiction'] : ['contradiction'],
    knownAt(scan),
  );
};

const contradict = (
  walk: Walk,
  shipmentId: string,
  { scan, terminal }: { scan: MappedScan; terminal: MappedScan },
): void => {
  if (scan.status === terminal.status || statusFacts[scan.status].nature === 'ground') return;
  const detail = `${labelOf(scan.status)} was scanned after ${labelOf(terminal.status)}`;
  openCase(walk, shipmentId, { kind: 'contradiction', scan, detail });
};

/** Before the carrier has it, announcements only ever add up; after, they say nothing. */
const isIdle = (walk: Walk, { status }: MappedScan): boolean => {
  const here = statusFacts[walk.position];
  return statusFacts[status].nature === 'ground' && (here.nature !== 'ground' || statusFacts[status].rank < here.rank);
};

const move = (walk: Walk, shipmentId: string, scan: MappedScan): void => {
  const { nature, label } = statusFacts[scan.status];
  walk.decider = scan;
  if (nature !== 'overlay') walk.position = scan.status;
  if (nature === 'terminal') {
    walk.terminal = scan;
    resolve(walk, ['delayed', 'lost', 'damaged', 'return_initiated'], knownAt(scan));
  } else if (nature === 'physical') resolve(walk, ['delayed', 'lost'], knownAt(scan));
  const kind = kindOf(scan.status, scan.reason);
  if (kind) openCase(walk, shipmentId, { kind, scan, detail: scan.description || label });
};

const take = (walk: Walk, shipmentId: string, scan: MappedScan): void => {
  if (scan.correction) correct(walk, scan);
  else if (walk.terminal) contradict(walk, shipmentId, { scan, terminal: walk.terminal });
  else if (!isIdle(walk, scan)) move(walk, shipmentId, scan);
};

/** When the carrier got it: the first pick-up scan, else the first scan that puts it in the carrier's hands. */
const pickedUpAt = (scans: readonly MappedScan[]): string | null => {
  const physical = scans.filter((scan) => statusFacts[scan.status].nature === 'physical' && scan.occurredAt !== null);
  return (physical.find((scan) => scan.status === 'picked_up') ?? physical[0])?.occurredAt ?? null;
};

const impossible = (walk: Walk, scans: readonly MappedScan[], { shipmentId, orderPlacedAt }: JudgementBasis): void => {
  const early = scans.find(
    (scan) =>
      statusFacts[scan.status].nature !== 'ground' && scan.occurredAt !== null && scan.occurredAt < orderPlacedAt,
  );
  if (early)
    openCase(walk, shipmentId, {
      kind: 'contradiction',
      scan: early,
      detail: `${labelOf(early.status)} at ${early.occurredAt}, before the order was placed`,
    });
};

/** What scans are judged by. */
export type JudgementBasis = {
  shipmentId: string;
  orderPlacedAt: string;
  /** How many legs the journey has; one when left out. */
  legs?: number;
  /** Where it stood before any scan; a label when left out, which is what a shipment of ours begins with. */
  ground?: TrackingStatus;
};
export type Assessment = { standing: Standing; exceptions: ExceptionCase[] };

/** Before any scan: a label. */
export const groundStanding: Standing = {
  status: 'label_created',
  position: 'label_created',
  reason: null,
  actionRequiredBy: 'none',
  since: null,
  pickedUpAt: null,
  deliveredAt: null,
  endedAt: null,
  failedAttempts: 0,
  lastScanAt: null,
  lastPlace: null,
};

/** What a leg's carrier calls delivered is, before the last leg, a hand-over to the next. */
export const onItsLeg = (scan: Scan, legs: number): Scan =>
  scan.status === 'delivered' && scan.leg < legs && !scan.correction ? { ...scan, status: 'handed_over' } : scan;

/** The scans that say something, oldest first. */
const mappedOf = (judged: JudgementBasis, scans: readonly Scan[]): MappedScan[] =>
  inOrder(
    scans.map((scan) => onItsLeg(scan, judged.legs ?? 1)).filter((scan): scan is MappedScan => scan.status !== null),
  );
const start = ({ ground = 'label_created' }: JudgementBasis): Walk => ({
  position: ground,
  decider: undefined,
  terminal: undefined,
  cases: [],
});
const statusOf = ({ terminal, decider, position }: Walk): TrackingStatus =>
  terminal?.status ?? decider?.status ?? position;

const personalInPlace = personalPathsOf(place);

/** The last place that a scan names, as far as its town: what a carrier wrote beside it may be somebody's name. */
const lastTownOf = (scans: readonly MappedScan[]): Place | null => {
  for (let i = scans.length - 1; i >= 0; i--) {
    const { clear } = takeOut(personalInPlace, scans[i]?.place ?? {});
    if (Object.keys(clear).length > 0) return clear;
  }
  return null;
};

/** True of exceptions whose detail is in our words, made of what is known of all scans; the others are told in their carrier's. */
export const isInOurWords = ({ kind }: Pick<ExceptionCase, 'kind'>): boolean => kind === 'contradiction';

/** Weighs every scan known of a shipment. Scans whose code is not mapped (status null) move nothing. */
export const assess = (judged: JudgementBasis, scans: readonly Scan[]): Assessment => {
  const mapped = mappedOf(judged, scans);
  const walk = start(judged);
  impossible(walk, mapped, judged);
  for (const scan of mapped) take(walk, judged.shipmentId, scan);
  const { decider, terminal, position } = walk;
  const last = mapped.at(-1);
  const lastPlace = lastTownOf(mapped);
  const standing: Standing = {
    status: statusOf(walk),
    position,
    reason: (terminal ?? decider)?.reason ?? null,
    actionRequiredBy: (terminal ?? decider)?.actionRequiredBy ?? 'none',
    since: (terminal ?? decider)?.occurredAt ?? null,
    pickedUpAt: pickedUpAt(mapped),
    deliveredAt: terminal?.status === 'delivered' ? terminal.occurredAt : null,
    endedAt: terminal ? knownAt(terminal) : null,
    failedAttempts: mapped.filter((scan) => scan.status === 'delivery_attempted').length,
    lastScanAt: last ? knownAt(last) : null,
    lastPlace,
  };
  return { standing, exceptions: walk.cases };
};

/** A stretch of the journey: position and status stood like this from the scan on; no scan where it begins with the label. */
export type Stage = Pick<Standing, 'position' | 'status'> & { scan: Scan | undefined };

/** The stages a set of scans led through, oldest first, by the same judgement: the last is where the shipment stands. */
export const stagesOf = (judged: JudgementBasis, scans: readonly Scan[]): Stage[] => {
  const walk = start(judged);
  const stages: Stage[] = [{ position: walk.position, status: statusOf(walk), scan: undefined }];
  for (const scan of mappedOf(judged, scans)) {
    take(walk, judged.shipmentId, scan);
    const now = { position: walk.position, status: statusOf(walk) };
    const last = stages.at(-1);
    if (last?.position !== now.position || last.status !== now.status) stages.push({ ...now, scan });
  }
  return stages;
};
