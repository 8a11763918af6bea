/**
 * USPS's summaries, which are text alone: `Out for Delivery, 06/17/2022, 6:10 am, FAIRFAX, VA 22032`, or a sentence,
 * `Your item was delivered at 12:01 pm on June 17, 2022 in FAIRFAX, VA 22032.` Both say what, when and where; neither has
 * a code or a zone.
 */
import type { Place } from '@gantry/shared/values/address';
import { placeFrom } from '../../wire/place.ts';
import { cut } from '../../wire/text.ts';
import type { SentTime } from '../../wire/time.ts';
import { readSentTime } from '../../wire/time.ts';
import { type Failure, failure } from '../gather.ts';
import type { SentScan } from '../reading.ts';
import { plain } from './fields.ts';

const months = 'january february march april may june july august september october november december'.split(' ');
const dayPattern = String.raw`\d{1,2}/\d{1,2}/\d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}`;
const hourPattern = String.raw`\d{1,2}:\d\d ?[AaPp]\.?[Mm]\.?`;
const listed = new RegExp(`^(.{1,120}?),\\s*(${dayPattern})(?:,\\s*(${hourPattern}))?(?:,\\s*(.{1,120}))?$`);
const told = new RegExp(`(?:\\bat (${hourPattern}) )?\\bon (${dayPattern})(?:,? (?:in|at|from) ([^.]{1,120}))?`);

const isoDay = (day: string): string => {
  const [month = '', date = '', year = ''] = day.split(/[ ,/]+/);
  const number = /^\d+$/.test(month) ? Number(month) : months.indexOf(month.toLowerCase()) + 1;
  return `${year}-${String(number).padStart(2, '0')}-${date.padStart(2, '0')}`;
};

const timeOf = (day: string, hour: string | undefined): SentTime | undefined =>
  readSentTime(hour === undefined ? isoDay(day) : `${isoDay(day)} ${hour}`);

/** A place as USPS writes it at the end of a line; within the United States no country is written. */
export const placeOfText = (text: string | undefined): Place => {
  const line = (text ?? '').trim().replace(/[.,\s]+$/, '');
  const parts = /^(.{1,80}?),? ([A-Z]{2})(?: (\d{5})(?:-\d{4})?)?$/.exec(line);
  if (parts) return placeFrom({ city: parts[1], state: parts[2], postalCode: parts[3], country: 'US' });
  return placeFrom({ text: line });
};

/** The code of a scan that has only words: the words. */
export const labelCode = (label: string): { code: string; keys: string[] } => {
  const code = cut(label.toUpperCase(), 100);
  return { code, keys: [`text/${code}`, code] };
};

/** Reads one line. `label` is what the answer itself calls the event that a sentence describes, where it does. */
export const readLine = (trackingNumber: string, sent: string, label?: string): SentScan | Failure => {
  const line = plain(sent);
  const list = listed.exec(line);
  const sentence = list ? undefined : told.exec(line);
  const time = list ? timeOf(list[2] ?? '', list[3]) : sentence && timeOf(sentence[2] ?? '', sentence[1]);
  if (!list && !sentence) return failure('missing_time', `no time in: ${cut(line, 120)}`);
  if (!time) return failure('bad_time', `no time in: ${cut(line, 120)}`);
  const named = list ? (list[1] ?? '') : label;
  return {
    trackingNumber,
    ...(named === undefined ? { code: 'summary' } : labelCode(named)),
    description: cut(named ?? line, 500),
    time,
    place: placeOfText(list ? list[4] : sentence?.[3]),
  };
};
