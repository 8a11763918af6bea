/**
 * Scans that wait to be sent, kept in this browser under a name each: nothing is lost when the page is loaded again, and two
 * tabs do not write over one another. Pure over a storage.
 */

/** What a scan asks the tower to do; the endpoints are in `scan-calls.ts`. */
export const scanCalls = ['pick', 'unpick', 'short', 'walk_pick', 'put_back', 'pack', 'unpack'] as const;
export type ScanCall = (typeof scanCalls)[number];
export type KeptScan = {
  clientScanId: string;
  call: ScanCall;
  params: Readonly<Record<string, string>>;
  /** Without `clientScanId`. */
  body: Readonly<Record<string, unknown>>;
  /** Whose it is about; null where it is of several. */
  merchant: string | null;
  /** When it was read, epoch milliseconds. */
  at: number;
  /** What was read, for people. */
  read: string;
  /** What is wrong with it was said when it was read: it is sent for the record. */
  told?: boolean;
};
type Shelf = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;
const begins = 'gantry.scan.';

const isKept = (value: unknown): value is KeptScan => {
  if (typeof value !== 'object' || value === null) return false;
  const { clientScanId, call, params, body, at } = value as Partial<KeptScan>;
  return (
    typeof clientScanId === 'string' &&
    scanCalls.some((known) => known === call) &&
    typeof params === 'object' &&
    typeof body === 'object' &&
    typeof at === 'number'
  );
};
const read = (text: string | null): KeptScan | null => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isKept(value) ? value : null;
  } catch {
    return null;
  }
};

/** Scans of a person, in the order in which they were read. */
export const keptScans = (shelf: () => Shelf, who: string) => {
  const mine = `${begins}${who}.`;
  const nameOf = ({ clientScanId }: Pick<KeptScan, 'clientScanId'>): string => mine + clientScanId;
  return {
    all: (): KeptScan[] => {
      const from = shelf();
      return Array.from({ length: from.length }, (_, i) => from.key(i))
        .filter((name) => name !== null)
        .filter((name) => name.startsWith(mine))
        .map((name) => read(from.getItem(name)))
        .filter((scan) => scan !== null)
        .sort((a, b) => a.at - b.at || (a.clientScanId < b.clientScanId ? -1 : 1));
    },
    keep: (scan: KeptScan): void => shelf().setItem(nameOf(scan), JSON.stringify(scan)),
    drop: (scan: Pick<KeptScan, 'clientScanId'>): void => shelf().removeItem(nameOf(scan)),
  };
};

/** Names scans so that their order is that in which they were made, also within a millisecond. */
export const scanNames = (now: () => number, tail: () => string): (() => string) => {
  let count = 0;
  return () => {
    count += 1;
    return `${now().toString(36).padStart(9, '0')}-${count.toString(36).padStart(4, '0')}-${tail()}`;
  };
};
