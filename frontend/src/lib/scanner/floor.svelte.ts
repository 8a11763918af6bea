/**
 * What the scanner pages share: the ear for scans, the tones, the scans that wait to be sent, and what was last said of one.
 * Made by the layout around them; the part that is open takes the scans and hears what came of them.
 */
import { createContext } from 'svelte';
import { staff } from '../access/staff.svelte.ts';
import { listenToScans, type Scan } from './listener.ts';
import { type ScanAnswer, ScanOutbox } from './scan-outbox.svelte.ts';
import { readable, refusalTitle } from './scan-words.ts';
import { Tones } from './tones.svelte.ts';

export type Said = {
  kind: 'accepted' | 'refused' | 'note';
  title: string;
  detail?: string | undefined;
  /** What was read, for people. */
  scanned?: string | undefined;
};
type ScanTaker = (scan: Scan) => void;
/** True where it has said what came of it. */
type AnswerHearer = (answer: ScanAnswer) => boolean;

/** Adds to a list; returns what takes it out again. */
const listed = <T>(list: T[], one: T): (() => void) => {
  list.push(one);
  return () => {
    const at = list.lastIndexOf(one);
    if (at >= 0) list.splice(at, 1);
  };
};

export class Floor {
  readonly tones = new Tones();
  readonly outbox = new ScanOutbox(staff.caller?.id ?? '', (answer) => this.#heard(answer));
  /** The newest message, counted so that the same words again are news again. */
  said = $state.raw<(Said & { count: number }) | null>(null);
  capsLock = $state(false);
  #said = 0;
  readonly #takers: ScanTaker[] = [];
  readonly #hearers: AnswerHearer[] = [];

  /** Listens; returns what ends it. */
  open(): () => void {
    const ends = [
      this.tones.open(),
      this.outbox.open(),
      listenToScans((scan) => {
        this.capsLock = scan.capsLock;
        this.#takers.at(-1)?.(scan);
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** Takes scans from now on, before whoever took them so far; returns what ends it. */
  takeScans(taker: ScanTaker): () => void {
    return listed(this.#takers, taker);
  }

  /** Hears what came of scans; returns what ends it. */
  hearAnswers(hearer: AnswerHearer): () => void {
    return listed(this.#hearers, hearer);
  }

  /** Says it, with its tone; gives what it is called by, for `add`. */
  say(said: Said): number {
    this.#said += 1;
    this.said = { ...said, count: this.#said };
    if (said.kind === 'accepted') this.tones.accept();
    if (said.kind === 'refused') this.tones.refuse();
    return this.#said;
  }

  /** More is known of what was said: no news, so no tone. */
  add(count: number, detail: string): void {
    if (this.said?.count === count) this.said = { ...this.said, detail };
  }

  hush(): void {
    this.said = null;
  }

  #heard(answer: ScanAnswer): void {
    for (const hearer of this.#hearers.toReversed()) if (hearer(answer)) return;
    const scanned = readable(answer.scan.read);
    if ('problem' in answer) {
      const { problem } = answer;
      this.say({ kind: 'refused', title: refusalTitle(problem), detail: problem.detail, scanned });
    } else this.say({ kind: 'note', title: 'Counted', scanned });
  }
}

export const [floor, setFloor] = createContext<Floor>();
