/** Small readings of DPD's track answers, which its SOAP service, the REST twin and the public page share. */
import type { Json } from '../../wire/body.ts';
import { field, firstText, listOf } from '../../wire/json.ts';
import { placeFrom } from '../../wire/place.ts';
import { readSentTime } from '../../wire/time.ts';

/** The text of an element, with or without attributes beside it. */
export const wordOf = (value: Json | undefined): string | undefined => firstText(value, field(value, 'text'));

/** All text of a ContentItem or ContentLine: label aside, lines joined by blanks. */
export const contentOf = (value: Json | undefined): string =>
  listOf(value)
    .map((item) =>
      item !== null && typeof item === 'object' ? contentOf(field(item, 'content')) : (wordOf(item) ?? ''),
    )
    .filter((text) => text !== '')
    .join(' ');

/** A time as DPD's areas write it, by the clock of the place. */
export const timeOf = (text: string) => {
  // Some areas put the weekday in front and "Uhr" or "h" behind.
  const bare = text.replace(/^\p{L}+\.?,?\s+(?=\d)/u, '').replace(/\s*(?:Uhr|uur|h)$/i, '');
  return readSentTime(bare, 'month_first') ?? readSentTime(bare, 'day_first');
};

/** `Mechelen (BE)`: town and country; what is written otherwise stays text. */
export const placeOf = (text: string, country?: string) => {
  const named = /^(.+?)\s*\(([A-Z]{2})\)$/.exec(text);
  return placeFrom({ text, city: named?.[1], country: named?.[2] ?? country });
};

/** A boolean, as JSON or as XML text. */
export const isYes = (value: Json | undefined, otherwise: boolean): boolean => {
  const word = wordOf(value)?.toLowerCase() ?? (typeof value === 'boolean' ? String(value) : undefined);
  return word === undefined ? otherwise : word === 'true' || word === '1';
};

/** Who received a parcel is personal; some areas write it behind the fact. */
export const impersonal = (text: string): string =>
  text.replace(/\b(delivered to|received by|signed by|zugestellt an|ontvangen door|livré à)\s*:.*$/i, '$1').trim();
