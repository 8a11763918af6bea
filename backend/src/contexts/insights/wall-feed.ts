/**
 * What has to be sent to walls, and when: pure bookkeeping over the log. A parcel goes out at once, then at most four
 * times a second; a frame covers log positions only up to the oldest change it still holds back, so a client that
 * reconnects at a frame's end has missed nothing.
 */
import type { Tick } from '@gantry/shared/api/wall';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { createPacing } from '../../kernel/pacing.ts';
import { tickOf } from './wall-ticks.ts';

const holdMs = 250;
const mostTicks = 30;

/** A frame to be: log positions (from, to], and the parcels and lines that belong in it. */
export type DueFrame = { from: number; to: number; through: number; ids: string[]; ticks: Tick[] };
export type Feed = {
  /** Takes a window of the log in. */
  take(events: readonly RecordedEvent[], through: number): void;
  /** What is due now. Everything it answers counts as sent. */
  flush(now: number): DueFrame;
  /** How far frames cover the log. */
  readonly sent: number;
  /** How far the log has been taken in. Changes up to there may have been told ahead of what frames cover. */
  readonly through: number;
  readonly ticks: readonly Tick[];
  readonly lastEventAt: string | null;
};

/** A parcel's own streams, both named by its shipment: where it is, and when it is expected. */
export const parcelStreams: readonly string[] = ['tracked_shipment', 'eta'];

/** A feed that starts at a log position. */
export const createFeed = (start: number): Feed => {
  const pacing = createPacing(holdMs);
  let fresh: Tick[] = [];
  let recent: Tick[] = [];
  let through = start;
  let sent = start;
  let lastEventAt: string | null = null;

  return {
    take: (events, to) => {
      for (const event of events) {
        if (parcelStreams.includes(event.stream)) pacing.mark(event.streamId, event.seq);
        const tick = tickOf(event);
        if (tick) fresh.push(tick);
        lastEventAt = event.recordedAt;
      }
      if (fresh.length > mostTicks) fresh = fresh.slice(-mostTicks);
      through = Math.max(through, to);
    },
    flush: (now) => {
      const ids = pacing.due(now);
      const from = sent;
      sent = Math.max(sent, Math.min(through, pacing.oldest - 1));
      const ticks = fresh;
      fresh = [];
      recent = [...recent, ...ticks].slice(-mostTicks);
      return { from, to: sent, through, ids, ticks };
    },
    get sent() {
      return sent;
    },
    get through() {
      return through;
    },
    get ticks() {
      return [...recent, ...fresh].slice(-mostTicks);
    },
    get lastEventAt() {
      return lastEventAt;
    },
  };
};
