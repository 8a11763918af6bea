/**
 * Walks along chains and says what is wrong, by number and event. Pure: it is given rows in the order of positions, each an
 * entry of a chain and the event of its position, where either may be lacking.
 */
import type { ProofFault } from '@gantry/shared/api/audit';
import { mainMerchant } from '@gantry/shared/caller';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { type ChainEnd, genesis, leafOf, linkOf } from './hashing.ts';

/** An entry of a chain as it lies there. */
export type ChainEntry = { seq: number; merchant: string; number: number; leaf: Buffer; hash: Buffer };
/** `event`: `unread` where it is there and nobody asks what it says. */
export type WalkedRow = { entry: ChainEntry | undefined; event: RecordedEvent | 'unread' | undefined };

type Fault = Omit<ProofFault, 'text'>;
type Wording = (fault: Fault) => string;

const many = (count: number, what: string): string =>
  count === 1 ? `1 ${what} is` : `${count} ${what.replace(/y$/, 'ie')}s are`;

const wordings: Readonly<Record<ProofFault['kind'], Wording>> = {
  changed: ({ eventId, number }) => `${eventId} (number ${number}) is not what was chained: it was changed`,
  missing: ({ count, number, merchant }) =>
    `${many(count, 'entry')} missing from the chain of ${merchant || 'nobody'}, the first is number ${number}`,
  number_used_twice: ({ number, merchant }) =>
    `number ${number} of the chain of ${merchant || 'nobody'} is used twice: somebody went on from an end that was gone on from`,
  link_broken: ({ number, merchant }) =>
    `number ${number} of the chain of ${merchant || 'nobody'} does not follow from the one before it`,
  shorter_than_head: ({ number, seq, count }) =>
    `the log is shorter than its head ${number}, which goes to position ${seq}: ${many(count, 'position')} gone from its end`,
  differs_from_head: ({ number, seq, merchant }) =>
    `up to position ${seq} the log differs from its head ${number}${merchant === '' ? '' : `, in the chain of ${merchant}`}: it was written anew`,
  not_chained: ({ eventId, seq }) =>
    `${eventId} stands at position ${seq}, where nothing was chained: it was put in later`,
};

/** `text`: where there is more to say than its kind does. */
export const faultOf = (fault: Fault, text?: string): ProofFault => ({
  ...fault,
  text: text ?? wordings[fault.kind](fault),
});

/** More of them are counted and not told. */
export const mostFaults = 200;

export type Walk = {
  take(row: WalkedRow): void;
  /** The end of a merchant's chain as far as was walked; undefined where it was not met. */
  endOf(merchant: string): { number: number; hash: Uint8Array } | undefined;
  readonly faults: readonly ProofFault[];
  readonly counts: { entries: number; events: number; faults: number };
};

/**
 * `from`: where the chains stood before the first row; a chain not named there begins anew, or, of a walk that begins
 * `anywhere`, where it is met first.
 */
export const openWalk = (from: readonly ChainEnd[] | 'anywhere' = []): Walk => {
  const ends = new Map<string, { number: number; hash: Uint8Array }>(
    (from === 'anywhere' ? [] : from).map(({ merchant, number, hash }) => [
      merchant,
      { number, hash: Buffer.from(hash, 'hex') },
    ]),
  );
  const faults: ProofFault[] = [];
  const counts = { entries: 0, events: 0, faults: 0 };
  /** The last fault, while more of the same kind may follow right behind it. */
  let growing: { fault: Fault; place: number } | undefined;

  const tell = (fault: Fault): void => {
    counts.faults++;
    if (faults.length >= mostFaults) return;
    faults.push(faultOf(fault));
    growing = { fault, place: faults.length - 1 };
  };

  /** An event that is gone while its entry is there: those that follow each other are one fault. */
  const gone = ({ merchant, number, seq }: ChainEntry): void => {
    const last = growing?.fault;
    if (
      growing &&
      last?.kind === 'missing' &&
      last.merchant === merchant &&
      (last.number ?? 0) + last.count === number
    ) {
      last.count++;
      faults[growing.place] = faultOf(last);
    } else tell({ kind: 'missing', merchant, number, seq, eventId: null, count: 1 });
  };

  const follow = (entry: ChainEntry): void => {
    const { merchant, number, seq, leaf, hash } = entry;
    const isMet = from !== 'anywhere' || ends.has(merchant);
    const end = ends.get(merchant) ?? { number: isMet ? 0 : number - 1, hash: genesis };
    const at = { merchant, number, seq, eventId: null };
    if (number <= end.number) {
      tell({ kind: 'number_used_twice', ...at, count: 1 });
      return;
    }
    if (number > end.number + 1)
      tell({ kind: 'missing', ...at, number: end.number + 1, seq: null, count: number - end.number - 1 });
    else if (isMet && !linkOf(end.hash, leaf).equals(hash)) tell({ kind: 'link_broken', ...at, count: 1 });
    ends.set(merchant, { number, hash });
  };

  return {
    take: ({ entry, event }) => {
      if (event && event !== 'unread') counts.events++;
      if (entry) {
        counts.entries++;
        follow(entry);
      }
      if (event === 'unread') return;
      if (entry && !event) gone(entry);
      else if (entry && event) {
        const isSame = (event.merchant ?? mainMerchant) === entry.merchant && leafOf(event).equals(entry.leaf);
        const { merchant, number, seq } = entry;
        if (!isSame) tell({ kind: 'changed', merchant, number, seq, eventId: event.id, count: 1 });
      } else if (event) {
        const { merchant = mainMerchant, seq, id: eventId } = event;
        tell({ kind: 'not_chained', merchant, number: null, seq, eventId, count: 1 });
      }
    },
    endOf: (merchant) => ends.get(merchant),
    faults,
    counts,
  };
};
