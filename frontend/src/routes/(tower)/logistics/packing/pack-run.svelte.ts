/**
 * Somebody packing: scans go into the package that is open, the first scan opens one, and what was put in can be taken out again.
 */
import type { FulfillmentOrder } from '@gantry/shared/api/fulfillment/orders';
import { openPackage } from '@gantry/shared/api/fulfillment/packing';
import { ask, problemOf } from '#lib/access/staff.svelte.ts';
import { sumsOf } from '#lib/floor/floor-words.ts';
import { count } from '#lib/format.ts';
import type { Floor } from '#lib/scanner/floor.svelte.ts';
import type { ScanAnswer } from '#lib/scanner/scan-outbox.svelte.ts';
import { readable, refusalTitle, sameCode } from '#lib/scanner/scan-words.ts';
import { newName } from '../inventory/parts/new-name.ts';

export type Packed = { key: string; packageId: string; sku: string; quantity: number };
type Held = () => FulfillmentOrder | null;
const mostRead = 200;
const mostKept = 20;

/** The package that scans go into: the one that was chosen, else the newest without a label. */
export const packageInHand = (
  order: FulfillmentOrder,
  chosen: string | null,
): FulfillmentOrder['packages'][number] | undefined =>
  order.packages.find(({ packageId, label }) => packageId === chosen && label === null) ??
  order.packages.findLast(({ label }) => label === null);

/** What of merged orders may go into the same packages: it is being packed here and its order is not held. */
export const packedWith = ({ together }: FulfillmentOrder): FulfillmentOrder['together'] =>
  together.filter(({ status, held }) => status === 'packing' && !held);

export class PackRun {
  /** The package that somebody chose. */
  chosen = $state<string | null>(null);
  opening = $state(false);
  /** The newest first. */
  packed = $state.raw<readonly Packed[]>([]);
  readonly #floor: Floor;
  readonly #order: Held;
  readonly #station: string;
  readonly #adopt: (order: FulfillmentOrder) => void;
  /** The package on its way, so that scans that come meanwhile go into it too. */
  #opened: Promise<string | null> | null = null;

  constructor(floor: Floor, of: { order: Held; station: string; adopt: (order: FulfillmentOrder) => void }) {
    this.#floor = floor;
    this.#order = of.order;
    this.#station = of.station;
    this.#adopt = of.adopt;
  }

  /** A code was scanned, or typed by hand. */
  async take(code: string): Promise<void> {
    const order = this.#order();
    if (order === null) return;
    if (code.length > mostRead) {
      const detail = 'No barcode is as long as this.';
      this.#floor.say({ kind: 'refused', title: 'Misread', detail, scanned: readable(code).slice(0, 60) });
      return;
    }
    const packageId = this.#opened
      ? await this.#opened
      : (packageInHand(order, this.chosen)?.packageId ?? (await this.open()));
    if (packageId === null) return;
    const lines = [order, ...packedWith(order)].flatMap((one) => one.lines);
    const named = lines.find(({ sku }) => sameCode(code, sku));
    this.#floor.outbox.add({
      call: 'pack',
      params: { fulfillmentId: order.fulfillmentId },
      body: { packageId, station: this.#station, ...(named ? { sku: named.sku } : { barcode: code }) },
      merchant: order.merchant,
      read: readable(code),
    });
  }

  /** Opens another package; with `everything`, all that is not packed yet is in it. */
  open({ everything = false } = {}): Promise<string | null> {
    this.#opened ??= this.#openNew(everything).finally(() => {
      this.#opened = null;
    });
    return this.#opened;
  }

  undo(packed: Packed): void {
    const order = this.#order();
    if (order === null) return;
    this.packed = this.packed.filter(({ key }) => key !== packed.key);
    const { packageId, sku, quantity } = packed;
    this.#floor.outbox.add({
      call: 'unpack',
      params: { fulfillmentId: order.fulfillmentId },
      body: { packageId, sku, quantity, station: this.#station },
      merchant: order.merchant,
      read: `Take out ${count(quantity)} × ${sku}`,
    });
  }

  /** Hears what came of a scan; false where it is of another order. */
  hear(answer: ScanAnswer): boolean {
    if (answer.scan.params.fulfillmentId !== this.#order()?.fulfillmentId) return false;
    const scanned = answer.scan.read;
    if ('problem' in answer) {
      const { problem } = answer;
      this.#floor.say({ kind: 'refused', title: refusalTitle(problem), detail: problem.detail, scanned });
      return true;
    }
    if (answer.call !== 'pack' && answer.call !== 'unpack') return false;
    this.#counted(answer.call, answer.scan.clientScanId, answer.reply);
    return true;
  }

  #counted(
    call: 'pack' | 'unpack',
    key: string,
    { outcome, sku, quantity, packageId, fulfillment }: Extract<ScanAnswer, { call: 'pack'; reply: unknown }>['reply'],
  ): void {
    const { units, packed } = sumsOf(fulfillment);
    const detail = `${quantity === 1 ? '' : `${count(quantity)} × `}${sku}`;
    const title = `${count(packed)} of ${count(units)} packed`;
    if (outcome === 'before') this.#floor.say({ kind: 'note', title: 'Counted before', detail });
    else if (call === 'unpack') this.#floor.say({ kind: 'accepted', title: `Taken out: ${title}`, detail });
    else {
      this.packed = [{ key, packageId, sku, quantity }, ...this.packed].slice(0, mostKept);
      this.#floor.say({ kind: 'accepted', title, detail });
    }
    this.#adopt(fulfillment);
  }

  async #openNew(everything: boolean): Promise<string | null> {
    const order = this.#order();
    if (order === null) return null;
    this.opening = true;
    const body = { packageId: newName('pkg'), everything, station: this.#station };
    try {
      const params = { fulfillmentId: order.fulfillmentId };
      const { packageId, fulfillment } = await ask(openPackage, { params, body, merchant: order.merchant });
      this.chosen = packageId;
      this.#adopt(fulfillment);
      return packageId;
    } catch (cause) {
      const problem = problemOf(cause);
      this.#floor.say({ kind: 'refused', title: refusalTitle(problem), detail: problem.detail });
      return null;
    } finally {
      this.opening = false;
    }
  }
}
