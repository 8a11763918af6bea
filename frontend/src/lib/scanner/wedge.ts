/**
 * Tells a scanner that types from a person who types: keys that follow one another faster than hands do are a scan. Pure: it
 * is told every key with its time, and says whose it is. Characters stay as they were read: the AIM prefix and control
 * characters tell the parts of a GS1 code apart.
 */

/** No more time passes between two keys of a scanner. */
export const gapMs = 50;
/** After so long without a key, what came is whole although nothing ended it. */
export const restMs = 100;
/** An ending key that comes late, or a second one (CR, then LF), still belongs to the scan before it. */
const echoMs = 300;
/** A code with an ending key may be as short as a bin: `B1`. Without one, hands could have been so fast by chance. */
const least = { ended: 2, open: 6 } as const;
/** Of codes as short as a word, keys must follow one another as only a scanner's do. */
const short = { characters: 4, gapMs: 30 } as const;

export type Press = {
  key: string;
  code: string;
  ctrl: boolean;
  alt: boolean;
  meta: boolean;
  /** The key is being held down: nobody's scanner does that. */
  repeat: boolean;
  /** Milliseconds, by any clock. */
  at: number;
};
/** Keys that may be a scan. `alt`: digits of a character that is given by its number (Alt+029). */
type Burst = { text: string; last: number; slowest: number; alt: string };
export type Wedge = { burst: Burst | null; scannedAt: number | null };
export type Heard = {
  wedge: Wedge;
  /** The key is the scanner's: nobody else is to hear of it. */
  ours: boolean;
  /** What was taken before was somebody typing: it is theirs again. */
  released: boolean;
  scan: string | null;
};

export const quietWedge: Wedge = { burst: null, scannedAt: null };

const gs = '\x1d';
const stx = '\x02';
const endings: readonly string[] = ['Enter', 'Tab', '\r', '\n', '\t'];
const modifiers: readonly string[] = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock'];

/** The character a key stands for; null where it stands for none. */
const characterOf = ({ key, code, ctrl, alt, meta }: Press): string | null => {
  if (meta) return null;
  if (key === 'F8') return gs;
  // Both at once are AltGr, by which many layouts write brackets and braces.
  if (ctrl && !alt) {
    if (code === 'BracketRight') return gs;
    return /^[a-z[\]\\^_]$/i.test(key) ? String.fromCharCode(key.toUpperCase().charCodeAt(0) & 0x1f) : null;
  }
  if (alt && !ctrl) return null;
  return [...key].length === 1 ? key : null;
};

const isScan = ({ text, slowest }: Burst, ended: boolean): boolean => {
  const length = [...text].length;
  if (!ended) return length >= least.open;
  return length >= least.ended && (length >= short.characters || slowest <= short.gapMs);
};

const grown = (burst: Burst | null, more: string, at: number): Burst =>
  burst === null
    ? { text: more, last: at, slowest: 0, alt: '' }
    : { text: burst.text + more, last: at, slowest: Math.max(burst.slowest, at - burst.last), alt: '' };

type Settled = Pick<Heard, 'wedge' | 'released' | 'scan'>;
/** What came before, once the next thing comes at this time. */
const settledAt = (wedge: Wedge, at: number): Settled => {
  const { burst } = wedge;
  if (burst === null || at - burst.last <= gapMs) return { wedge, released: false, scan: null };
  const scan = isScan(burst, false) ? burst.text : null;
  return {
    wedge: { burst: null, scannedAt: scan === null ? wedge.scannedAt : burst.last },
    released: scan === null,
    scan,
  };
};

/** Whatever was held is somebody's typing, and so is this key. */
const notOurs = ({ wedge, released, scan }: Settled): Heard => ({
  wedge: { ...wedge, burst: null },
  ours: false,
  released: released || wedge.burst !== null,
  scan,
});

const ended = (settled: Settled, at: number): Heard => {
  const { burst, scannedAt } = settled.wedge;
  if (burst !== null && isScan(burst, true))
    return { wedge: { burst: null, scannedAt: at }, ours: true, released: false, scan: burst.text };
  const echo = burst === null && scannedAt !== null && at - scannedAt <= echoMs;
  return echo ? { ...settled, ours: true } : notOurs(settled);
};

/** A digit of a character that is given by its number. */
const altDigit = (settled: Settled, { key, at }: Press): Heard => {
  const burst = settled.wedge.burst ?? { text: '', last: at, slowest: 0, alt: '' };
  return {
    ...settled,
    wedge: { ...settled.wedge, burst: { ...burst, last: at, alt: burst.alt + key } },
    ours: true,
  };
};

/** A key went down. */
export const pressed = (wedge: Wedge, press: Press): Heard => {
  const settled = settledAt(wedge, press.at);
  const held = settled.wedge.burst;
  if (modifiers.includes(press.key)) return { ...settled, ours: false };
  if (press.repeat) return notOurs(settled);
  if (press.alt && !press.ctrl && /^\d$/.test(press.key)) return altDigit(settled, press);
  const character = characterOf(press);
  if (endings.includes(press.key) || (character !== null && endings.includes(character)))
    return ended(settled, press.at);
  const begins = character !== null && character !== ' ' && (character >= ' ' || character === gs || character === stx);
  if (character === null || (held === null && !begins)) return notOurs(settled);
  return { ...settled, wedge: { ...settled.wedge, burst: grown(held, character, press.at) }, ours: true };
};

/** Characters came without a key that says which: an on-screen keyboard, or a scanner that hands its text to the field. */
export const typed = (wedge: Wedge, text: string, at: number): Heard => {
  const settled = settledAt(wedge, at);
  return { ...settled, wedge: { ...settled.wedge, burst: grown(settled.wedge.burst, text, at) }, ours: true };
};

/** The key that gives characters by their number came up. */
export const altReleased = (wedge: Wedge, at: number): Heard => {
  const { burst } = wedge;
  if (burst === null || burst.alt === '') return { wedge, ours: false, released: false, scan: null };
  const character = String.fromCharCode(Number(burst.alt) % 256);
  return { wedge: { ...wedge, burst: grown(burst, character, at) }, ours: true, released: false, scan: null };
};

/** No key came for a while. */
export const rested = (wedge: Wedge, at: number): Settled => settledAt(wedge, at);
