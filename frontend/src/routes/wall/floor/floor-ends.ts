/** How the work of a station or a warehouse ends against the next cutoff, in as few words as are read from five metres. Pure. */
import type { WallFloor } from '@gantry/shared/api/wall';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { span } from '#lib/format.ts';

type Work = Pick<WallFloor['warehouses'][number], 'remainingUnits' | 'projectedAt' | 'cutoffAt' | 'atRisk'>;
type State = WallFloor['stations'][number]['state'];
export type End = { text: string; meaning: Meaning };

/** What is known of the end; what is not known is said so and is never "on pace". */
export const endOf = ({ remainingUnits, projectedAt, cutoffAt, atRisk }: Work, state: State = 'open'): End => {
  if (state === 'paused' && remainingUnits > 0) return { text: 'paused', meaning: 'stuck' };
  if (remainingUnits === 0) return { text: 'nothing to pack', meaning: 'waiting' };
  if (projectedAt === null) return { text: 'no pace yet', meaning: 'waiting' };
  if (cutoffAt === null) return { text: 'no cutoff', meaning: 'moving' };
  const spare = Date.parse(cutoffAt) - Date.parse(projectedAt);
  return atRisk === true || spare < 0
    ? { text: `${span(Math.abs(spare))} late`, meaning: 'at_risk' }
    : { text: `${span(spare)} to spare`, meaning: 'delivered' };
};

type Station = WallFloor['stations'][number];
/** Few stations have room on a wall: those that end late come first, then those that have most to pack. */
export const byNeed = (stations: readonly Station[]): Station[] =>
  stations.toSorted(
    (a, b) =>
      Number(b.atRisk === true) - Number(a.atRisk === true) ||
      b.remainingUnits - a.remainingUnits ||
      b.activeOrders - a.activeOrders,
  );

type Stage = WallFloor['backlog'][number]['stage'];
const stageNames: Readonly<Record<Stage, string>> = {
  held: 'Held',
  pending: 'Pending',
  processing: 'Processing',
  picking: 'Picking',
  packing: 'Packing',
  ready: 'Ready',
};
const shown: readonly Stage[] = ['pending', 'picking', 'packing', 'ready'];

/** The stages that the wall shows: what somebody has taken up and not begun counts as pending still. */
export const stagesOf = (backlog: WallFloor['backlog']): { stage: Stage; name: string; count: number }[] =>
  shown.map((stage) => {
    const those = backlog.filter((one) => one.stage === stage || (stage === 'pending' && one.stage === 'processing'));
    return { stage, name: stageNames[stage], count: those.reduce((sum, one) => sum + one.count, 0) };
  });
