/**
 * What a scanner reads of a GS1 symbol, told apart by table: element strings with and without their separators, typed ones with
 * brackets, Digital Link addresses (GS1 General Specifications 5 and 7; GS1 Digital Link URI Syntax). Pure.
 */
import { dayOfGs1, isDay } from './dates.ts';
import { endsInCheckDigit, type Identifier, identifierAt, identifierOf, isSixDigits } from './identifiers.ts';

export type Element = { ai: string; value: string };

/** `certain`: false where separators were lost and the same signs could be told apart in another way. */
export type Gs1 = { ok: true; elements: Element[]; certain: boolean };
/** `check_digit`: it has the form, but a digit of it was read wrongly. `form`: it is marked as GS1 and is none. */
export type Gs1Fault = { ok: false; fault: 'check_digit' | 'form' } | { ok: false; fault: 'date'; element: Element };

/** The separator of elements. */
export const groupSeparator = '\u001d';

/** Symbols that say of themselves that they hold GS1 data: Code 128, DataMatrix, QR, DataBar. */
const gs1Symbols = new Set(['C1', 'd2', 'Q3', 'e0']);

/** What a scanner put before the data to name the symbol, and the data itself. */
export const withoutSymbol = (scanned: string): { symbol: string | null; data: string } => {
  const [, symbol = null, data = scanned] = /^\]([A-Za-z]\d)(.*)$/s.exec(scanned) ?? [];
  return { symbol, data };
};

/** Separators as scanners and apps write them, where they do not send the sign itself. */
const written = /<GS>|\{GS\}|<FNC1>|\{FNC1\}|\u241d/gi;

const separated = (data: string, sign: string | undefined): string => {
  const text = data.replace(written, groupSeparator).replace(/[\r\n\t]+$/, '');
  return sign === undefined || sign === '' ? text : text.replaceAll(sign, groupSeparator);
};

/** `checked`: check digits are right. `dated`: dates have a month and a day. */
type Checking = { checked: boolean; dated: boolean };

const fits = ({ pattern, check, date }: Identifier, value: string, { checked, dated }: Checking): boolean =>
  (date && !dated ? isSixDigits(value) : pattern.test(value)) && !(checked && check && !endsInCheckDigit(value));

/** What names an item or a logistic unit: without one of these nothing is known of what was scanned. */
const keys = new Set(['00', '01', '02']);

/** Ways to tell a text apart from a place on: the first, the first that names an item, and whether there are several. */
type Ways = { first: Element[] | undefined; keyed: Element[] | undefined; several: boolean };

/** Where the value of an identifier may end: what comes first is tried first. */
const endsOf = (text: string, from: number, { fixed, longest }: Identifier): number[] => {
  if (fixed) return from + longest <= text.length ? [from + longest] : [];
  const last = Math.min(text.length, from + longest);
  // The usual order has what is of no fixed length at the end: the longest value is tried first.
  return Array.from({ length: Math.max(0, last - from) }, (_, i) => last - i);
};

/** Tells a text without separators apart in every way that the table allows. */
const waysFrom = (text: string, checking: Checking): Ways => {
  const known = new Map<number, Ways>();
  const solve = (at: number): Ways => {
    if (at === text.length) return { first: [], keyed: undefined, several: false };
    const before = known.get(at);
    if (before) return before;
    const ways: Ways = { first: undefined, keyed: undefined, several: false };
    const identifier = identifierAt(text, at);
    const from = at + (identifier?.ai.length ?? 0);
    for (const end of identifier ? endsOf(text, from, identifier) : []) {
      const value = text.slice(from, end);
      if (!identifier || !fits(identifier, value, checking)) continue;
      const rest = solve(end);
      if (rest.first === undefined) continue;
      const element = { ai: identifier.ai, value };
      const keyed = keys.has(identifier.ai) ? rest.first : rest.keyed;
      ways.several ||= rest.several || ways.first !== undefined;
      ways.first ??= [element, ...rest.first];
      if (keyed) ways.keyed ??= [element, ...keyed];
    }
    known.set(at, ways);
    return ways;
  };
  return solve(0);
};

/** Tells a text apart whose separators arrived; one after a value of fixed length is superfluous and does no harm. */
const bySeparators = (text: string, checking: Checking): Element[] | undefined => {
  const elements: Element[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === groupSeparator) {
      at += 1;
      continue;
    }
    const identifier = identifierAt(text, at);
    if (!identifier) return undefined;
    const from = at + identifier.ai.length;
    const next = text.indexOf(groupSeparator, from);
    const end = identifier.fixed ? from + identifier.longest : next < 0 ? text.length : next;
    const value = text.slice(from, end);
    if (!fits(identifier, value, checking)) return undefined;
    elements.push({ ai: identifier.ai, value });
    at = end;
  }
  return elements.length > 0 ? elements : undefined;
};

/** `(01)…(10)…` as people type or paste it; a bracket around anything but an identifier is part of a value. */
const byBrackets = (text: string, checking: Checking): Element[] | undefined => {
  const marks = [...text.matchAll(/\((\d{2,4})\)/g)].filter(([, ai = '']) => identifierOf(ai) !== undefined);
  if (marks[0]?.index !== 0) return undefined;
  const elements = marks.map((mark, i) => ({
    ai: mark[1] ?? '',
    value: text.slice(mark.index + mark[0].length, marks[i + 1]?.index).trim(),
  }));
  const fit = elements.every(({ ai, value }) => {
    const identifier = identifierOf(ai);
    return identifier !== undefined && fits(identifier, value, checking);
  });
  return fit ? elements : undefined;
};

type Told = { elements: Element[]; certain: boolean };

const tell = (text: string, checking: Checking): Told | undefined => {
  if (text.startsWith('(')) {
    const elements = byBrackets(text, checking);
    return elements && { elements, certain: true };
  }
  if (text.includes(groupSeparator)) {
    const elements = bySeparators(text, checking);
    return elements && { elements, certain: true };
  }
  const { first, keyed, several } = waysFrom(text, checking);
  const elements = keyed ?? first;
  return elements && elements.length > 0 ? { elements, certain: !several } : undefined;
};

/** Qualifiers of an item in the order in which an address names them. */
const qualifiers = ['22', '10', '21'];
const paths: Readonly<Record<string, readonly string[]>> = { '00': [], '01': qualifiers, '414': [] };

const inPath = (segments: readonly string[]): Element[] | undefined => {
  const at = segments.findLastIndex((one, i) => one in paths && /^\d+$/.test(segments[i + 1] ?? ''));
  const key = segments[at];
  if (key === undefined) return undefined;
  const allowed = paths[key] ?? [];
  const pairs = segments.slice(at).flatMap((ai, i, all) => (i % 2 === 0 ? [{ ai, value: all[i + 1] ?? '' }] : []));
  const places = pairs.slice(1).map(({ ai }) => allowed.indexOf(ai));
  const inOrder = places.every((place, i) => place > (i === 0 ? -1 : (places[i - 1] ?? -1)));
  return inOrder
    ? pairs.map(({ ai, value }) => ({ ai, value: ai === '01' ? value.padStart(14, '0') : value }))
    : undefined;
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The first element whose date no calendar has. */
const badDate = (elements: readonly Element[]): Gs1Fault | undefined => {
  const element = elements.find(({ ai, value }) => identifierOf(ai)?.date && !isDay(value));
  return element && { ok: false, fault: 'date', element };
};

/** What was read, or what is wrong with it: `told` tells it apart as far as a check goes. */
const judged = (told: (checking: Checking) => Told | undefined): Gs1 | Gs1Fault | undefined => {
  const whole = told({ checked: true, dated: true });
  if (whole) return (whole.certain ? badDate(whole.elements) : undefined) ?? { ok: true, ...whole };
  const undated = told({ checked: true, dated: false });
  if (undated) return badDate(undated.elements);
  return told({ checked: false, dated: true }) && { ok: false, fault: 'check_digit' };
};

/** The elements of a Digital Link address: its path names the item, its query may add what else is known. */
const ofLink = (text: string): Gs1 | Gs1Fault | undefined => {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  const segments = url.pathname
    .split('/')
    .filter((one) => one !== '')
    .map(decoded);
  const path = inPath(segments);
  if (!path) return undefined;
  const beside = [...url.searchParams].flatMap(([ai, value]) => (identifierOf(ai) ? [{ ai, value }] : []));
  const elements = [...path, ...beside];
  const fit = (checking: Checking): boolean =>
    elements.every(({ ai, value }) => {
      const identifier = identifierOf(ai);
      return identifier !== undefined && fits(identifier, value, checking);
    });
  return (
    judged((checking) => (fit(checking) ? { elements, certain: true } : undefined)) ?? { ok: false, fault: 'form' }
  );
};

/**
 * Reads what was scanned or typed as GS1; undefined for what is not. `sign`: what stands for a separator where the scanner was
 * set to write one.
 */
export const readGs1 = (scanned: string, { sign }: { sign?: string | undefined } = {}): Gs1 | Gs1Fault | undefined => {
  const { symbol, data } = withoutSymbol(scanned.trim());
  const link = ofLink(data);
  if (link) return link;
  if (symbol !== null && !gs1Symbols.has(symbol)) return undefined;
  const text = separated(data, sign);
  const inner = text.replace(new RegExp(`^${groupSeparator}+`), '');
  const marked = symbol !== null || text.includes(groupSeparator) || /^\(\d{2,4}\)/.test(text);
  // Digits alone are a GTIN by itself, or somebody's own number, unless the symbol says otherwise.
  const begun = marked || /^(?:0[12]\d{14}|00\d{18})./.test(inner) || /^(?:01\d{14}|00\d{18})$/.test(inner);
  if (!begun) return undefined;
  return judged((checking) => tell(inner, checking)) ?? (marked ? { ok: false, fault: 'form' } : undefined);
};

export type ItemRead = {
  /** 14 digits. */
  gtin: string | null;
  sscc: string | null;
  lot: string | null;
  serial: string | null;
  expiresOn: string | null;
  /** How many items there are, where the symbol says so. */
  count: number | null;
};

/** What elements say of an item. */
export const itemOf = (elements: readonly Element[], now: Date): ItemRead => {
  const value = (...ais: readonly string[]): string | null =>
    ais.map((ai) => elements.find((one) => one.ai === ai)?.value).find((one) => one !== undefined) ?? null;
  const expires = value('17', '7003');
  const count = value('37', '30');
  return {
    gtin: value('01', '02'),
    sscc: value('00'),
    lot: value('10'),
    serial: value('21'),
    expiresOn: expires === null ? null : (dayOfGs1(expires.slice(0, 6), now) ?? null),
    count: count === null ? null : Number(count),
  };
};
