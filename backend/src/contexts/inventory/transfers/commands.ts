/** Sending units to another warehouse and booking what arrives: the transfer and the stock are written in one transaction. */
import type { BodyOf } from '@gantry/shared/api/endpoint';
import type { receiveTransfer, sendTransfer } from '@gantry/shared/api/inventory/transfers';
import { Refusal } from '../../../kernel/errors.ts';
import { derivedId, newId } from '../../../kernel/ids.ts';
import type { Sql } from '../../../platform/database.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { allDone } from '../../../platform/write/stream.ts';
import { hold, transact, type Unit, type Writing } from '../../../platform/write/transact.ts';
import { insistOnUnits, readPackSizes } from '../catalog/packs.ts';
import { binFaults } from '../places/capacity.ts';
import { insistOnKnown } from '../stock/known.ts';
import { holdStocks, moveStocks, readStocks, type StockCommand } from '../stock/moving.ts';
import { dayOf, type Stock, stockIdOf } from '../stock/stock.ts';
import { entriesAt, firstOut, type Taken, takeOff } from '../stock/taking-off.ts';
import { arrive, bookedBefore, lotsOfArrival, send } from './decide.ts';
import { transferRows, transferStream } from './store.ts';
import { type Arrival, sentIn, type Transfer } from './transfer.ts';

type Sending = BodyOf<typeof sendTransfer>;
type Asked = BodyOf<typeof receiveTransfer>;
type By = { merchant: string; thread(id: string): Thread };

const invalid = (path: string, message: string): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', [{ path, message }]);

/** The transfer that was sent under this reference. Throws a Refusal when it is another one. */
const sentBefore = async (tx: Sql, id: string, { sku, from, to, quantity }: Sending): Promise<Transfer | undefined> => {
  const known = (await transferRows.byIds(tx, [id])).get(id);
  if (known && (known.sku !== sku || known.from !== from || known.to !== to || sentIn(known) !== quantity))
    throw new Refusal('conflict', 'reference_taken', 'Another transfer was sent under this reference');
  return known;
};

const leave = async (
  unit: Unit,
  input: Sending,
  { transferId, by }: { transferId: string; by: By },
): Promise<Taken[]> => {
  const { tx, now } = unit;
  const { sku, from, bin, quantity } = input;
  const stockId = stockIdOf(by.merchant, sku);
  const stock = (await readStocks(tx, [stockId])).get(stockId) ?? { sku, buckets: [], lots: [] };
  const place = { warehouse: from, bin, condition: 'sellable' as const };
  // What is past its day is of no use elsewhere.
  const lots = takeOff(stock, place, { quantity, day: dayOf(now) });
  allDone(
    await moveStocks(unit, [
      {
        merchant: by.merchant,
        sku,
        thread: by.thread(transferId),
        movementId: newId('mov', now),
        kind: 'transfer',
        entries: entriesAt(place, lots, -1),
        inTransit: { transferId, lots },
        reference: transferId,
      },
    ]),
  );
  return lots;
};

/** Sends units. Under a reference that was used before it answers what was sent then. */
export const sendUnits = (
  platform: Writing,
  input: Sending,
  by: By,
): Promise<{ transfer: Transfer; outcome: 'sent' | 'unchanged' }> => {
  const { merchant } = by;
  const { sku, from, to, reference } = input;
  const transferId =
    reference === undefined ? newId('tfr', platform.clock.now()) : derivedId('tfr', [merchant, reference]);
  const held = holdStocks([stockIdOf(merchant, sku)]).and(transferStream, [transferId]);
  return transact(platform, held, async (unit) => {
    const known = await sentBefore(unit.tx, transferId, input);
    if (known) return { transfer: known, outcome: 'unchanged' as const };
    if (from === to) throw invalid('to', 'is where the units already lie');
    const sites = [
      { path: 'from', warehouse: from, open: false },
      { path: 'to', warehouse: to, open: true },
    ];
    await insistOnKnown(unit.tx, { merchant, sku }, sites);
    const lots = await leave(unit, input, { transferId, by });
    const sent = { transferId, merchant, sku, from, to, expectedOn: input.expectedOn ?? null, lots };
    const command = { id: transferId, thread: by.thread(transferId), decide: send(sent, unit.now) };
    const [done] = allDone(await unit.apply(transferStream, [command]));
    if (!done?.state) throw new Error(`transfer ${transferId} was sent and is not there`);
    return { transfer: done.state, outcome: 'sent' as const };
  });
};

/** The movements of an arrival: what came joins its warehouse, what is missing leaves the books. */
const movementsOf = (
  transfer: Transfer,
  stock: Stock,
  { arrival, bin, unit: { now }, thread }: { arrival: Arrival; bin: string; unit: Unit; thread: Thread },
): StockCommand[] => {
  const { transferId, merchant, sku, to } = transfer;
  const lots = new Map(stock.lots.map((one) => [one.lot, one]));
  const known = (lot: string) => lots.get(lot) ?? { lot, receivedAt: '', expiresOn: null };
  const onTheWay = stock.inTransit
    .filter((one) => one.transferId === transferId)
    .sort((a, b) => firstOut(known(a.lot), known(b.lot)));
  const { accepted, damaged, missing } = lotsOfArrival(onTheWay, arrival);
  const about = { merchant, sku, thread, reference: transferId };
  const off = (taken: readonly Taken[]) => ({
    transferId,
    lots: taken.map(({ lot, quantity }) => ({ lot, quantity: -quantity })),
  });
  const came: StockCommand = {
    ...about,
    movementId: newId('mov', now),
    kind: 'transfer',
    entries: [
      ...entriesAt({ warehouse: to, bin, condition: 'sellable' }, accepted, 1),
      ...entriesAt({ warehouse: to, bin, condition: 'damaged' }, damaged, 1),
    ],
    inTransit: off([...accepted, ...damaged]),
  };
  const gone: StockCommand = {
    ...about,
    movementId: newId('mov', now),
    kind: 'adjust',
    reason: 'lost',
    entries: [],
    inTransit: off(missing),
  };
  return [...(accepted.length + damaged.length > 0 ? [came] : []), ...(missing.length > 0 ? [gone] : [])];
};

const missingTransfer = (): Refusal => new Refusal('missing', 'no_such_transfer', 'There is no such transfer');

/** Good units of an arrival, which may have been counted in packs; none where only broken or missing ones are told. */
const acceptedOf = async (tx: Sql, { merchant, sku, to }: Transfer, asked: Asked): Promise<number> => {
  const { accepted, packs, damaged, missing } = asked;
  const units = accepted ?? (packs === undefined && damaged + missing > 0 ? 0 : undefined);
  const sizes = await readPackSizes(tx, merchant, packs ? [sku] : []);
  const given = { units, packs, unitsPath: 'accepted', packsPath: 'packs' };
  return insistOnUnits(given, { sku, warehouse: to, sizes });
};

/** Books what arrived. The same receipt again answers how the transfer stands. */
export const receiveUnits = async (
  platform: Writing,
  { transferId, ...asked }: Asked & { transferId: string },
  { sees, thread }: { sees(merchant: string): boolean; thread(id: string): Thread },
): Promise<Transfer> => {
  const { bin, receiptId, damaged, missing } = asked;
  // Whose it is and what never changes: the stock to hold follows from it.
  const read = async (tx: Sql): Promise<Transfer> => {
    const known = (await transferRows.byIds(tx, [transferId])).get(transferId);
    if (!known || !sees(known.merchant)) throw missingTransfer();
    return known;
  };
  const stockOf = ({ merchant, sku }: Transfer): string => stockIdOf(merchant, sku);
  const holding = async (tx: Sql) => hold(transferStream, [transferId]).with(holdStocks([stockOf(await read(tx))]));
  return transact(platform, holding, async (unit) => {
    const transfer = await read(unit.tx);
    const arrival: Arrival = { receiptId, damaged, missing, accepted: await acceptedOf(unit.tx, transfer, asked) };
    if (arrival.accepted + damaged + missing === 0) throw invalid('accepted', 'nothing is booked');
    if (bookedBefore(transfer, arrival)) return transfer;
    if (arrival.accepted + arrival.damaged > 0) {
      const faults = await binFaults(unit.tx, [{ path: 'bin', warehouse: transfer.to, bin }]);
      if (faults.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', faults);
    }
    const command = { id: transferId, thread: thread(transferId), decide: arrive(arrival, unit.now) };
    const [done] = allDone(await unit.apply(transferStream, [command]));
    const stock = (await readStocks(unit.tx, [stockOf(transfer)])).get(stockOf(transfer));
    if (!done?.state || !stock) throw new Error(`transfer ${transferId} has no stock`);
    allDone(await moveStocks(unit, movementsOf(transfer, stock, { arrival, bin, unit, thread: thread(transferId) })));
    return done.state;
  });
};
