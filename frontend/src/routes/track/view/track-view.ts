/** What a tracking page shows: finished words in the visitor's language, so that the browser needs no dictionary. */

import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import type { AsOfWords } from '../live/as-of.ts';
import type { TrackMap } from './track-map.server.ts';

export type Link = { href: string; label: string };
export type BrandView = { name: string; logo: string | null; website: string | null; accent: string };
export type FactView = {
  name: 'estimate' | 'carrier' | 'promise' | 'ended';
  label: string;
  value: string;
  notes: string[];
};
export type StepView = {
  name: string;
  label: string;
  /** The day in words; empty when it is not known. */
  when: string;
  /** ISO, for machines. */
  at: string | null;
  state: 'done' | 'here' | 'to_come';
  /** "done" or "to come", for those who do not see the line. */
  said: string;
};
export type LineView = {
  label: string;
  meaning: Meaning;
  reason: string;
  time: string;
  at: string | null;
  /** "local time" or "UTC", where the time is not by the clock of the place. */
  zone: string;
  place: string;
  carrier: string;
  remark: string;
};
export type LegView = {
  title: string;
  carrier: string;
  number: string;
  status: string;
  meaning: Meaning;
  current: boolean;
};

export type TrackView = {
  language: string;
  direction: 'ltr' | 'rtl';
  headline: string;
  status: { label: string; meaning: Meaning; sentence: string; reason: string };
  way: { from: string; to: string; said: string };
  action: { title: string; text: string; reason: string; link: Link | null } | null;
  notices: string[];
  facts: FactView[];
  milestones: StepView[];
  preparation: StepView[];
  legs: LegView[];
  days: { day: string; lines: LineView[] }[];
  /** Remarks that hold for several lines of the history. */
  footnotes: string[];
  proof: string[];
  map: (TrackMap & { label: string }) | null;
  brand: BrandView | null;
  links: { support: Link | null; calendar: Link | null; page: Link; lookup: Link; returns: Link | null };
  /** When the page was last known to be right: the words, and what its script needs to say them again later. */
  asOf: AsOfWords & { text: string; at: string };
  words: Record<
    | 'progress'
    | 'dates'
    | 'preparation'
    | 'carriers'
    | 'trackingNumber'
    | 'proof'
    | 'history'
    | 'nothingYet'
    | 'renews'
    | 'reload'
    | 'stale',
    string
  >;
};
