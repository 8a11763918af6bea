/**
 * Fields by their letters alone. USPS writes the same field as `eventCode`, `EventCode` or `event_code` and one name as
 * `uniqueMailPieceID` or `uniqueMailPieceId`, by API, version and channel; and the layout of its flat scan records is not public.
 */
import type { Json } from '../../wire/body.ts';
import { objectOf, textOf } from '../../wire/json.ts';

const fold = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The first of some fields that is there, whatever its case and separators; names are given in small letters. */
export const said = (value: Json | undefined, ...names: string[]): Json | undefined => {
  const entries = Object.entries(objectOf(value));
  for (const name of names) {
    const found = entries.find(([key, inner]) => fold(key) === name && inner !== null && inner !== '');
    if (found) return found[1];
  }
  return undefined;
};

/** The same as text; undefined for nothing and for what is no text. */
export const saidText = (value: Json | undefined, ...names: string[]): string | undefined => {
  for (const name of names) {
    const text = textOf(said(value, name));
    if (text !== undefined) return text;
  }
  return undefined;
};

const personal = new Set(['name', 'firm', 'authorizedagent', 'recipientname', 'signature']);

/** An event without the people in it, for errors that are kept and shown. */
export const withoutPeople = (event: Json): Json =>
  event === null || typeof event !== 'object' || Array.isArray(event)
    ? event
    : Object.fromEntries(Object.entries(event).filter(([key]) => !personal.has(fold(key))));

/** Words without the mark-up and entities that USPS leaves in them: `Ground Advantage<SUP>&#153;</SUP>`. */
export const plain = (text: string): string =>
  text
    .replace(/<[^<>]{0,40}>/g, '')
    .replace(/&(?:#\d{1,5}|[a-z]{1,10});/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim();
