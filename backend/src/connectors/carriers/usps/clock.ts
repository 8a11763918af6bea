/**
 * When a USPS event happened. `eventTimestamp` is the wall clock of the place, without zone; `GMTOffset` says how far it is
 * from GMT (`-05:00`, `-7:00`). `GMTTimestamp` is only a witness: past midnight its date is sometimes still the old one, so
 * it gives at most the offset that is missing, and stands alone only where no wall clock was sent.
 */

import type { Json } from '../../wire/body.ts';
import type { SentTime } from '../../wire/time.ts';
import { offsetMinutes, readSentParts, readSentTime } from '../../wire/time.ts';
import { said, saidText } from './fields.ts';

const minute = 60_000;
const day = 24 * 60;

/** A time of GMT, whether it says so or not. */
const gmtMillis = (value: Json | undefined): number | undefined => {
  const read = readSentTime(value);
  if (read === undefined || read.kind === 'none') return undefined;
  return Date.parse(read.kind === 'instant' ? read.at : `${read.localTime}Z`);
};

/** How far east the wall clock must be for GMT to be right, give or take GMT's unturned date; in whole quarters. */
const impliedMinutes = (wall: number, gmt: number): number | undefined => {
  const west = Math.round((gmt - wall) / minute / 15) * 15;
  // From Guam (-600) to Samoa (660); what lies beyond is a date that was not turned.
  const turned = west < -660 ? west + day : west > 840 ? west - day : west;
  return Math.abs(turned) <= 840 ? -turned : undefined;
};

const placed = (wall: number, east: number): SentTime => ({
  kind: 'instant',
  at: new Date(wall - east * minute).toISOString(),
  localTime: new Date(wall).toISOString().replace(/(?:\.000)?Z$/, ''),
});

/**
 * Reads the time of an event; undefined when it has none, or none that can be read. A wall clock with an offset beside it
 * is an instant; one without stays local.
 */
export const readClock = (event: Json): SentTime | undefined => {
  const stamp = saidText(event, 'eventtimestamp', 'eventdatetime', 'scandatetime', 'scantimestamp');
  const date = said(event, 'eventdate', 'scandate');
  const time = said(event, 'eventtime', 'scantime');
  const gmt = gmtMillis(said(event, 'gmttimestamp', 'eventgmttimestamp', 'utctimestamp'));
  const read = stamp === undefined ? readSentParts({ date, time }, 'month_first') : readSentTime(stamp, 'month_first');
  if (stamp === undefined && date === undefined)
    return gmt === undefined ? undefined : { kind: 'instant', at: new Date(gmt).toISOString(), localTime: null };
  if (read === undefined || read.kind === 'none') return undefined;
  // A number, or an offset of its own, needs nothing beside it.
  if (read.kind === 'instant' && (read.localTime !== null || /^[\d.]+$/.test(stamp ?? ''))) return read;
  const sent = offsetMinutes(saidText(event, 'gmtoffset', 'utcoffset', 'eventgmtoffset') ?? '');
  const wall = Date.parse(read.kind === 'instant' ? read.at : `${read.localTime}Z`);
  if (read.kind === 'instant') {
    // The description calls the wall clock a date-time, so a Z may stand behind it that means nothing.
    const trueGmt = sent === undefined || sent === 0 || (gmt !== undefined && Math.abs(gmt - wall) < minute);
    return trueGmt ? (sent === undefined ? read : placed(wall + sent * minute, sent)) : placed(wall, sent);
  }
  const east = sent ?? (gmt === undefined ? undefined : impliedMinutes(wall, gmt));
  return east === undefined ? read : placed(wall, east);
};
