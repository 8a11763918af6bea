/**
 * What has to be sent to walls, and when: pure bookkeeping over the log. A parcel goes out at once, then at most four
 * times a second; a frame covers log positions only up to the oldest change it still holds back, so a client that
 * reconnects at a frame's end has missed nothing.
 */
import { mainMerchant } from '@gantry/shared/caller';
import type { RecordedEvent } from '@gantry/shared/events/define';
import { createPacing } from '../../kernel/pacing.ts';
import type { MerchantsAsked } from '../tracking/public.ts';
import { type OwnedTick, tickOf } from './wall-ticks.ts';

const holdMs = 250;
const mostTicks = 30;

/** A frame to be: log positions (from, to], and the parcels and lines that belong in it. */
export type DueFrame = { from: number; to: number; through: number; ids: string[]; ticks: OwnedTick[] };
export type Feed = {
  /** Takes a window of the log in. */
  take(events: readonly RecordedEvent[], through: number): void;
  /** What is due now. Everything it answers counts as sent. */
  flush(now: number): DueFrame;
  /** How far frames cover the log. */
  readonly sent: number;
  /** How far the log has been taken in. Changes up to there may have been told ahead of what frames cover. */
  readonly through: number;
  /** The newest ticks of merchants, or (null) of all. */
  ticks(merchants: MerchantsAsked): readonly OwnedTick[];
  readonly lastEventAt: string | null;
};

/** A parcel's own streams, both named by its shipment: where it is, and when it is expected. */
export const parcelStreams: readonly string[] = ['tracked_shipment', 'eta'];

/** The newest ticks of each merchant: those of a small one are not pushed out by those of a large one. */
const createRecent = () => {
  const byMerchant = new Map<string, OwnedTick[]>();
  return {
    add: (ticks: readonly OwnedTick[]): void => {
      for (const tick of ticks)
        byMerchant.set(tick.merchant, [...(byMerchant.get(tick.merchant) ?? []), tick].slice(-mostTicks));
    },
    of: (merchants: MerchantsAsked): OwnedTick[] =>
      [...(merchants ?? byMerchant.keys())]
        .flatMap((merchant) => byMerchant.get(merchant) ?? [])
        .sort((a, b) => a.seq - b.seq)
        .slice(-mostTicks),
  };
};

/** A feed that starts at a log position. */
export const createFeed = (start: number): Feed => {
  const pacing = createPacing(holdMs);
  let fresh: OwnedTick[] = [];
  const recent = createRecent();
  let through = start;
  let sent = start;
  let lastEventAt: string | null = null;

  return {
    take: (events, to) => {
      for (const event of events) {
        if (parcelStreams.includes(event.stream)) pacing.mark(event.streamId, event.seq);
        const tick = tickOf(event);
        if (tick) fresh.push({ ...tick, merchant: event.merchant ?? mainMerchant });
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
      recent.add(ticks);
      return { from, to: sent, through, ids, ticks };
    },
    get sent() {
      return sent;
    },
    get through() {
      return through;
    },
    ticks: (merchants) => {
      const news = merchants === null ? fresh : fresh.filter(({ merchant }) => merchants.includes(merchant));
      return [...recent.of(merchants), ...news].slice(-mostTicks);
    },
    get lastEventAt() {
      return lastEventAt;
    },
  };
};
