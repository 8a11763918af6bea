/** Sends whatever of one parcel has fallen due, and says when it has something to send again. */
import type { ScanKind } from './data/carriers.data.ts';
import type { Dials } from './dials.ts';
import { type Sending, sendingsOf } from './faults.ts';
import type { OutgoingScan } from './payload.ts';
import { connectCarriers, type Secrets, sendCancel, sendOrder, sendScans, sendShipment } from './send.ts';
import { type Tower, TowerRefusal } from './tower.ts';
import { type ParcelPlan, planParcel } from './world.ts';

export type Player = {
  tower: Tower;
  seed: string;
  dials: Dials;
  secrets: Secrets;
  orderIds: Map<string, string>;
  carrierOrigin?: string | undefined;
};

const recent = 45 * 60_000;

/** When catching up, positions that nobody would look at any more are left out: all but the newest ones. */
export const worthSending = (scans: readonly OutgoingScan[], now: number): OutgoingScan[] => {
  const isPosition = (one: OutgoingScan) => one.scan.kind === ('position' satisfies ScanKind);
  const newest = scans.filter(isPosition).reduce((at, one) => Math.max(at, one.scan.at), 0);
  return scans.filter((one) => !isPosition(one) || one.scan.at >= newest || one.scan.at > now - recent);
};

/** The plan of a parcel and everything it sends, in time order. */
export const scriptOf = (player: Pick<Player, 'seed' | 'dials'>, day: number, of: { n: number; perDay: number }) => {
  const dials = { ...player.dials, perDay: of.perDay };
  const plan = planParcel({ seed: player.seed, dials }, day, of.n);
  return { plan, sendings: sendingsOf(plan, player.seed, dials) };
};

const orderIdOf = async (player: Player, plan: ParcelPlan): Promise<string | null> => {
  const known = player.orderIds.get(plan.key);
  if (known !== undefined) return known;
  const orderId = await sendOrder(player.tower, plan);
  if (orderId !== null) player.orderIds.set(plan.key, orderId);
  return orderId;
};

const postScans = async (player: Player, plan: ParcelPlan, scans: readonly OutgoingScan[]): Promise<void> => {
  if (scans.length === 0) return;
  const { tower, secrets } = player;
  try {
    await sendScans(tower, plan, { scans, secrets });
  } catch (error) {
    if (!(error instanceof TowerRefusal) || (error.status !== 401 && error.status !== 404)) throw error;
    await connectCarriers(tower, secrets, player.carrierOrigin);
    await sendScans(tower, plan, { scans, secrets });
  }
};

/** Sends what is due of a parcel, in causal order. Answers the order's id when one was placed. */
export const play = async (player: Player, plan: ParcelPlan, due: { sendings: Sending[]; now: number }) => {
  const has = (what: Sending['what']) => due.sendings.some((sending) => sending.what === what);
  const scans = due.sendings.flatMap((sending) => (sending.what === 'scan' ? [sending.scan] : []));
  let placed: string | null = null;
  if (has('order') || has('shipment') || has('cancel')) {
    placed = await orderIdOf(player, plan);
    if (placed === null) return placed;
    if (has('shipment')) await sendShipment(player.tower, plan, placed);
    if (has('cancel')) await sendCancel(player.tower, placed);
    if (has('shipment') || has('cancel')) player.orderIds.delete(plan.key);
  }
  await postScans(player, plan, worthSending(scans, due.now));
  return placed;
};
