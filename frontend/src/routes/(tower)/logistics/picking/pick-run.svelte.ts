/**
 * Somebody picking: what they have shown so far, what their scans mean, and what the tower made of each. What counted can be
 * taken back; what is not there is said.
 */

import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { readBarcode } from '@gantry/shared/api/fulfillment/picking';
import { ask } from '#lib/access/staff.svelte.ts';
import { count } from '#lib/format.ts';
import { unitWords } from '#lib/order-words.ts';
import type { Floor } from '#lib/scanner/floor.svelte.ts';
import type { ScanAnswer } from '#lib/scanner/scan-outbox.svelte.ts';
import { readable, refusalTitle } from '#lib/scanner/scan-words.ts';
import { emptyHand, type Hand, meantBy, type PickBody, stopOf } from './pick-step.ts';
import type { PickWork, Share, Stop } from './pick-work.ts';

/** What counted and can be taken back. */
export type Taken = { key: string; fulfillmentId: string; sku: string; quantity: number };
type Replied = Extract<ScanAnswer, { reply: unknown }>;
const mostTaken = 20;
const mostRead = 200;
const askLimitMs = 3_000;

/** What something scanned is, as a sentence ends: "a product: Mug, blue". */
export const whatItIs = (read: ReplyOf<typeof readBarcode>): string => {
  if (read.kind === 'product') return `a product: ${read.name || read.sku || read.text}`;
  if (read.kind === 'location') return `the bin ${read.text}`;
  if (read.kind === 'tote') return `the tote ${read.text}`;
  return read.kind === 'misread' ? (read.fault ?? 'misread: scan it again') : 'not known here';
};

export class PickRun {
  hand = $state.raw<Hand>(emptyHand);
  /** How many the next scan of a thing stands for. */
  quantity = $state(1);
  /** The newest first. */
  taken = $state.raw<readonly Taken[]>([]);
  readonly #floor: Floor;
  readonly #work: () => PickWork | null;
  readonly #adopt: (reply: Replied['reply']) => void;

  /** `adopt` takes what a reply says of the work. */
  constructor(floor: Floor, work: () => PickWork | null, adopt: (reply: Replied['reply']) => void) {
    this.#floor = floor;
    this.#work = work;
    this.#adopt = adopt;
  }

  /** A code was scanned, or typed by hand. */
  take(code: string): void {
    const work = this.#work();
    if (work === null) return;
    const scanned = readable(code);
    if (code.length > mostRead) {
      this.#floor.say({
        kind: 'refused',
        title: 'Misread',
        detail: 'No barcode is as long as this.',
        scanned: scanned.slice(0, 60),
      });
      return;
    }
    const meant = meantBy(code, work, { hand: this.hand, quantity: this.quantity });
    if (meant.what === 'arrived') {
      this.hand = { bin: meant.bin, item: null };
      this.#floor.say({ kind: 'accepted', title: `At ${meant.bin}`, detail: 'Now scan the item.' });
    } else if (meant.what === 'held') {
      this.hand = { ...this.hand, item: meant.item };
      this.#floor.say({ kind: 'accepted', title: 'Item read', detail: 'Now scan the tote it goes into.', scanned });
    } else if (meant.what === 'pick') this.#send(work, meant.body, code);
    else void this.#elsewhere(code, work, meant.body);
  }

  /** Takes back what counted. */
  undo(taken: Taken): void {
    this.taken = this.taken.filter(({ key }) => key !== taken.key);
    const { fulfillmentId, sku, quantity } = taken;
    this.#floor.outbox.add({
      call: 'unpick',
      params: { fulfillmentId },
      body: { sku, quantity },
      merchant: this.#work()?.merchant ?? null,
      read: `Put back ${count(quantity)} × ${sku}`,
    });
  }

  /** Says that so many units are not where they should be. */
  short({ sku, bin }: Stop, { fulfillmentId, lineId }: Share, quantity: number): void {
    this.#floor.outbox.add({
      call: 'short',
      params: { fulfillmentId },
      body: { lineId, sku, location: bin, quantity },
      merchant: this.#work()?.merchant ?? null,
      read: `${count(quantity)} × ${sku} missing`,
    });
  }

  /** Hears what came of a scan; false where it is of other work. */
  hear(answer: ScanAnswer): boolean {
    const work = this.#work();
    const of = Object.values(answer.scan.params);
    const mine =
      work !== null &&
      (of.includes(work.call.params.walkId ?? '') ||
        work.members.some(({ fulfillmentId }) => of.includes(fulfillmentId)));
    if (!mine) return false;
    if ('problem' in answer && answer.scan.told) return true;
    if ('problem' in answer) this.#refused(answer.scan.read, answer.problem);
    else this.#counted(answer);
    return true;
  }

  #send(work: PickWork, body: PickBody, code: string): void {
    this.hand = { ...this.hand, item: null };
    this.quantity = 1;
    this.#floor.outbox.add({
      call: work.call.name,
      params: work.call.params,
      body,
      merchant: work.merchant,
      read: readable(body.tote === undefined ? code : `${body.barcode ?? body.sku ?? ''} into ${body.tote}`),
    });
  }

  /** Neither the bin that is next nor another of this work: refused at once, written down by the tower, and told what it was. */
  async #elsewhere(code: string, work: PickWork, body: PickBody | null): Promise<void> {
    const bin = stopOf(work, this.hand)?.bin ?? '';
    const first = `Go to ${bin} and scan that first.`;
    const told = this.#floor.say({ kind: 'refused', title: 'Wrong place', detail: first, scanned: readable(code) });
    if (body !== null) {
      const { name: call, params } = work.call;
      this.#floor.outbox.add({ call, params, body, merchant: work.merchant, read: readable(code), told: true });
    }
    const query = work.warehouse === null ? { code } : { code, warehouse: work.warehouse };
    await ask(readBarcode, { query }, AbortSignal.timeout(askLimitMs)).then(
      (read) => this.#floor.add(told, `This is ${whatItIs(read)}. ${first}`),
      // What is said already holds.
      () => {},
    );
  }

  #refused(scanned: string, problem: Extract<ScanAnswer, { problem: unknown }>['problem']): void {
    // A unit that was refused is read again: nobody knows any more what is in the hand.
    this.hand = { ...this.hand, item: null };
    this.#floor.say({ kind: 'refused', title: refusalTitle(problem), detail: problem.detail, scanned });
  }

  #counted(answer: Replied): void {
    if (answer.call === 'short') this.#missing(answer.reply);
    else if (answer.call === 'unpick') {
      const { sku, quantity, pickedQuantity, lineQuantity } = answer.reply;
      this.#floor.say({
        kind: 'accepted',
        title: `Put back: ${pickedQuantity} of ${lineQuantity}`,
        detail: `${count(quantity)} × ${sku}`,
      });
    } else if (answer.call === 'pick' || answer.call === 'walk_pick') this.#picked(answer);
    this.#adopt(answer.reply);
  }

  #picked({ scan, reply }: Extract<Replied, { call: 'pick' | 'walk_pick' }>): void {
    const { outcome, sku, quantity, pickedQuantity, lineQuantity, fulfillment } = reply;
    const { fulfillmentId, number } = fulfillment;
    if (outcome === 'before') {
      this.#floor.say({
        kind: 'note',
        title: 'Counted before',
        detail: `${pickedQuantity} of ${lineQuantity}`,
        scanned: scan.read,
      });
      return;
    }
    this.taken = [{ key: scan.clientScanId, fulfillmentId, sku, quantity }, ...this.taken].slice(0, mostTaken);
    const tote = typeof scan.body.tote === 'string' ? `, into ${scan.body.tote}` : '';
    this.#floor.say({
      kind: 'accepted',
      title: `${count(pickedQuantity)} of ${count(lineQuantity)}`,
      detail: `${quantity === 1 ? '' : `${count(quantity)} × `}${sku}${this.#work()?.members.length === 1 ? '' : ` for ${number}`}${tote}`,
    });
  }

  #missing({ elsewhere, waiting }: Extract<Replied, { call: 'short' }>['reply']): void {
    const here = this.#work()?.warehouse;
    // The same bin may be named again, where the ledger says that more of it lie there.
    const found = elsewhere
      .map(({ warehouse, bin, quantity }) =>
        [`${count(quantity)} in`, bin, warehouse === here && bin !== '' ? '' : warehouse].filter(Boolean).join(' '),
      )
      .join(', ');
    const left = waiting === 0 ? '' : `${unitWords(waiting)} wait for new stock.`;
    this.#floor.say({
      kind: 'note',
      title: 'Noted as missing',
      detail: [found === '' ? '' : `Promised instead: ${found}.`, left].filter(Boolean).join(' '),
    });
  }
}
