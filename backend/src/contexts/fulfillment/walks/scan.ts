/** Scans in a walk: each counts once for whoever's units it takes, in one transaction that holds those it may be of. */
import { Refusal } from '../../../kernel/errors.ts';
import type { Unit } from '../../../platform/write/transact.ts';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import type { PickingNeeds } from '../picking/lane.ts';
import { type Floor, openLinesOf, type Refused, type Scan } from '../picking/pick.ts';
import { carryOut, keep, type Picker, type Scanned, settled } from '../picking/picking.ts';
import { askedOf, identify, refuseScan, type Sent, textOf } from '../picking/scanning.ts';
import { type Asked, answeredBefore, type Before, type Counted } from '../picking/scans.ts';
import { standingOf } from '../picking/standing.ts';
import { findWalk } from './commands.ts';
import { type Party, type Share, shareByQueue, shareByTote } from './share.ts';
import type { Member, Walk } from './walk.ts';

type Joined = Member & { order: FulfillmentOrder };
/** A member with what the scan names in its merchant's catalog. */
type Reader = Joined & { scan: Scan | (Refused & { sku: string | null }) };

const readFor = async (needs: FloorNeeds, members: readonly Joined[], sent: Sent): Promise<Reader[]> => {
  const merchants = [...new Set(members.map(({ order }) => order.merchant))];
  // All of a walk are of one warehouse.
  const warehouse = members[0]?.order.warehouse;
  const scans = new Map(
    await Promise.all(
      merchants.map(
        async (merchant) =>
          [merchant, await identify(needs, needs.platform.database, { sent, merchant, warehouse })] as const,
      ),
    ),
  );
  return members.flatMap((member) => {
    const scan = scans.get(member.order.merchant);
    return scan ? [{ ...member, scan }] : [];
  });
};

const wants = ({ order, scan }: Reader): boolean =>
  !('refused' in scan) && openLinesOf(order, scan.sku).some(({ open }) => open > 0);

/** Those whose units a scan may take; of one that nobody needs, who it is told of. */
const candidatesOf = (readers: readonly Reader[], tote: string | undefined): Reader[] => {
  const named = readers.filter((one) => tote !== undefined && one.tote === tote);
  const wanting = readers.filter(wants);
  const having = readers.filter(({ order, scan }) => !('refused' in scan) && openLinesOf(order, scan.sku).length > 0);
  const most = named.length > 0 ? [...named, ...wanting] : wanting.length > 0 ? wanting : having;
  return [...new Set(most.length > 0 ? most : readers.slice(0, 1))];
};

type Doing = { walk: Walk; sent: Sent; asked: Asked; thread: Picker['thread'] };

/** Carries out what falls to each; the reply is of the first, with the units of all. */
const carryShares = async (unit: Unit, needs: FloorNeeds, shares: readonly Share[], doing: Doing): Promise<Before> => {
  const { walk, sent, asked, thread } = doing;
  const done: { order: FulfillmentOrder; reply: Counted }[] = [];
  for (const { party, takes } of shares) {
    const marks = { asked, scanned: textOf(sent), tote: party.tote, walkId: walk.walkId, thread };
    done.push({ order: party.floor.order, reply: await carryOut(unit, needs, { floor: party.floor, takes, marks }) });
  }
  const [first] = done;
  if (!first) throw new RangeError('a scan that counts takes units');
  const quantity = done.reduce((sum, { reply }) => sum + reply.quantity, 0);
  const reply = { ...first.reply, quantity };
  for (const { order } of done) await keep(unit, { asked, scanned: textOf(sent), thread }, { order, reply });
  return { reply };
};

const judge = (readers: readonly Reader[], floors: readonly Floor[], { walk, sent }: Doing): Share[] | Refused => {
  const parties = readers.flatMap(({ scan, tote, fulfillmentId }): Party[] => {
    const floor = floors.find(({ order }) => order.fulfillmentId === fulfillmentId);
    return floor && !('refused' in scan) ? [{ floor, tote, scan }] : [];
  });
  const [misread] = readers.flatMap(({ scan }) => ('refused' in scan ? [scan] : []));
  if (parties.length === 0 && misread) return misread;
  return walk.kind === 'tote' && sent.tote !== undefined ? shareByTote(parties, sent.tote) : shareByQueue(parties);
};

/** Whose refusal it is: the order of the tote, else the first that it may have been of. */
const refuserOf = (
  readers: readonly Reader[],
  floors: readonly Floor[],
  tote: string | undefined,
): Floor | undefined => {
  const named = readers.find((one) => tote !== undefined && one.tote === tote) ?? readers[0];
  return floors.find(({ order }) => order.fulfillmentId === named?.fulfillmentId) ?? floors[0];
};

/** What a new scan does: units of whoever they fall to, or a refusal that is written down. */
const carry = async (unit: Unit, needs: FloorNeeds, readers: readonly Reader[], doing: Doing): Promise<Before> => {
  const { sent, asked, thread } = doing;
  const named = readers.map(({ order, scan }) => ({ ...order, sku: scan.sku ?? undefined }));
  const floors = await standingOf(unit, needs, named);
  const judged = judge(readers, floors, doing);
  if (!('refused' in judged)) return carryShares(unit, needs, judged, doing);
  const order = refuserOf(readers, floors, sent.tote)?.order;
  if (!order) throw new RangeError('a walk has members');
  const sku = readers.find(({ scan }) => scan.sku !== null)?.scan.sku ?? null;
  return refuseScan(unit, { ...judged, asked, order, scanned: textOf(sent), sku, thread });
};

/** Picks in a walk by a scan. Throws a Refusal whose code says why it counts for nothing. */
export const pickInWalk = async (
  needs: PickingNeeds,
  { walkId, sent }: { walkId: string; sent: Sent },
  { sees, thread }: Picker,
): Promise<Scanned> => {
  const { walk, members } = await findWalk(needs.platform.database, walkId, sees);
  const asked = askedOf('pick', sent, walkId);
  const ids = members.map(({ fulfillmentId }) => fulfillmentId);
  const readers = candidatesOf(await readFor(needs, members, sent), sent.tote);
  const doing: Doing = { walk, sent, asked, thread };
  return settled(
    await needs.lane.run({
      named: readers.map(({ order }) => order),
      work: async (unit) => {
        const answered = await answeredBefore(unit.tx, ids, asked);
        if (answered) return { before: answered, now: false };
        insistOnWalking(doing, readers);
        return { before: await carry(unit, needs, readers, doing), now: true };
      },
    }),
  );
};

/** Throws a Refusal where a walk has ended, or a cart's scan of something names no tote. What is nothing goes into none. */
const insistOnWalking = ({ walk, sent }: Doing, readers: readonly Reader[]): void => {
  if (walk.endedAt !== null) throw new Refusal('conflict', 'walk_ended', 'This walk has ended');
  const isThing = readers.some(({ scan }) => !('refused' in scan));
  if (walk.kind === 'tote' && sent.tote === undefined && isThing)
    throw new Refusal('invalid', 'invalid', 'Some fields are not valid', [
      { path: 'tote', message: 'scan the tote it is put in' },
    ]);
};
