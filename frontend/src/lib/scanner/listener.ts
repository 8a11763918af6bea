/**
 * The one ear for scanners of a page: every key comes here first, wherever the focus is, also in a dialog. What a scan typed
 * into a field is taken out of it again; what turns out to be somebody's typing goes where it was meant to.
 */
import {
  altReleased,
  type Heard,
  type Press,
  pressed,
  quietWedge,
  rested,
  restMs,
  typed,
  type Wedge,
} from './wedge.ts';

export type Scan = {
  /** As it was read. */
  text: string;
  /** Capitals were locked: letters may have come the wrong way round. */
  capsLock: boolean;
};
/** So long keys are held that may be a scan or not. */
const patienceMs = 250;

type Field = HTMLInputElement | HTMLTextAreaElement;
/** A field with what stood in it before the scan began. */
type Before = { field: Field; value: string };
type Key = { target: EventTarget; event: KeyboardEvent };

const noTexts = 'button, checkbox, color, file, hidden, image, radio, range, reset, submit'.split(', ');
const fieldOf = (target: EventTarget | null): Field | null => {
  if (target instanceof HTMLTextAreaElement) return target;
  return target instanceof HTMLInputElement && !noTexts.includes(target.type) ? target : null;
};
/** A field that scans are meant for: a tracking number, a tote. What is scanned stays in it. */
const takesScans = (field: Field | null): boolean => field?.dataset.scan === 'here';
/** Keys of on-screen keyboards and of some scanners have no names; their text comes as input. */
const nameless = ({ key, keyCode, isComposing }: KeyboardEvent): boolean =>
  isComposing || keyCode === 229 || key === 'Unidentified' || key === 'Process';

const pressOf = (event: KeyboardEvent): Press => ({
  key: event.key,
  code: event.code,
  ctrl: event.ctrlKey,
  alt: event.altKey,
  meta: event.metaKey,
  repeat: event.repeat,
  at: event.timeStamp,
});

const stop = (event: Event): void => {
  event.preventDefault();
  event.stopImmediatePropagation();
};

/** What is known between two keys. */
type Ear = {
  wedge: Wedge;
  before: Before | null;
  /** What the field held when text last came into it without keys that say which; null where keys say. */
  known: string | null;
  held: Key[];
  /** Keys that were given back: they are not heard again. */
  given: WeakSet<Event>;
  /** Keys of which nobody hears that they come up either. */
  swallowed: Set<string>;
  capsLock: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
  onscan: (scan: Scan) => void;
};

const write = (field: Field, value: string): void => {
  field.value = value;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
};

const tell = (ear: Ear, text: string): void => {
  const { before } = ear;
  ear.before = null;
  ear.held = [];
  if (before !== null && takesScans(before.field)) {
    write(before.field, text);
    return;
  }
  if (before !== null && before.field.value !== before.value) write(before.field, before.value);
  ear.onscan({ text, capsLock: ear.capsLock });
};

/** Somebody typed after all: whoever the keys were meant for hears of them now. */
const giveBack = (ear: Ear): void => {
  const { held } = ear;
  ear.held = [];
  ear.before = null;
  for (const { target, event } of held) {
    const again = new KeyboardEvent('keydown', event);
    ear.given.add(again);
    target.dispatchEvent(again);
  }
};

/**
 * No key came for a while. A scan without an ending key is whole then. What is too short for one is somebody's typing, but on a
 * busy device also a scan whose next keys are not told yet: that is waited for a little longer.
 */
const rest = (ear: Ear, waited: number): void => {
  const settled = rested(ear.wedge, performance.now());
  if (settled.scan !== null || waited >= patienceMs) settle(ear, settled);
  else ear.timer = setTimeout(() => rest(ear, patienceMs), patienceMs - waited);
};

const settle = (ear: Ear, { wedge, released, scan }: Omit<Heard, 'ours'>): void => {
  ear.wedge = wedge;
  if (scan !== null) tell(ear, scan);
  else if (released) giveBack(ear);
  clearTimeout(ear.timer);
  if (wedge.burst !== null) ear.timer = setTimeout(() => rest(ear, restMs), restMs + 5);
};

const begin = (ear: Ear, field: Field | null): void => {
  ear.before = field === null ? null : { field, value: field.value };
};

const keyDown = (ear: Ear, event: KeyboardEvent): void => {
  if (ear.given.has(event)) return;
  const field = fieldOf(event.target);
  if (nameless(event)) {
    if (field === null) return;
    if (ear.wedge.burst === null) begin(ear, field);
    ear.known = field.value;
    return;
  }
  ear.known = null;
  const began = ear.wedge.burst === null;
  const heard = pressed(ear.wedge, pressOf(event));
  settle(ear, heard);
  ear.capsLock = event.getModifierState('CapsLock');
  if (!heard.ours) return;
  const { burst } = heard.wedge;
  if (burst !== null && (began || burst.text.length <= 1)) begin(ear, field);
  // A field shows what is typed at once: nobody could tell a person from a scanner before the end.
  if (field !== null && burst !== null && [...event.key].length === 1 && !event.ctrlKey) return;
  if (burst !== null && event.target !== null) ear.held.push({ target: event.target, event });
  ear.swallowed.add(event.code);
  stop(event);
};

const keyUp = (ear: Ear, event: KeyboardEvent): void => {
  if (event.key === 'Alt') settle(ear, altReleased(ear.wedge, event.timeStamp));
  if (ear.swallowed.delete(event.code)) stop(event);
};

/** Text came into a field; of interest where no key said which. */
const textCame = (ear: Ear, event: Event): void => {
  const field = fieldOf(event.target);
  if (field === null || ear.known === null || ear.before?.field !== field || ear.known === field.value) return;
  const more = field.value.startsWith(ear.known) ? field.value.slice(ear.known.length) : field.value;
  ear.known = field.value;
  if (more !== '') settle(ear, typed(ear.wedge, more, event.timeStamp));
};

/** Listens until what is returned is called. */
export const listenToScans = (onscan: (scan: Scan) => void): (() => void) => {
  const ear: Ear = {
    wedge: quietWedge,
    before: null,
    known: null,
    held: [],
    given: new WeakSet(),
    swallowed: new Set(),
    capsLock: false,
    timer: undefined,
    onscan,
  };
  const gone = new AbortController();
  const first = { capture: true, signal: gone.signal };
  addEventListener('keydown', (event) => keyDown(ear, event), first);
  addEventListener('keyup', (event) => keyUp(ear, event), first);
  addEventListener('input', (event) => textCame(ear, event), first);
  return () => {
    gone.abort();
    clearTimeout(ear.timer);
  };
};
