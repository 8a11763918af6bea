/**
 * Everything the customer's pages say, as a type: a language that lacks a key does not compile. `{name}` marks a place
 * that is filled in; the same places stand in every language (a test compares them).
 */
import type { milestoneNames } from '../api/tracking-page.ts';
import type { RefundState, ReturnReason, ReturnState, ReturnWay } from '../vocabulary/returns.ts';
import type { Confidence, StatusReason, TrackingStatus } from '../vocabulary/tracking-status.ts';

/** One text per plural category of the language (CLDR); `other` is always there. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** What a recipient can be asked to do. */
export const actionNames = [
  'collect',
  'pay_duties',
  'pay',
  'documents',
  'correct_address',
  'be_home',
  'access',
  'contact',
] as const;
export type ActionName = (typeof actionNames)[number];

/** Why nothing of an order may come back. */
export type WhyNoReturn = 'not_delivered' | 'window_over' | 'never' | 'nothing_left';

type Texts<Name extends string> = Record<Name, string>;

export type Messages = {
  /** A status as a line of the history: short, no full stop. */
  status: Texts<TrackingStatus>;
  /** A status as a sentence about the parcel: under the headline, or the headline itself when there is no date. */
  sentence: Texts<TrackingStatus>;
  /** Why, as a sentence. */
  reason: Texts<StatusReason>;
  action: Record<ActionName, { title: string; text: string }>;
  milestone: Texts<(typeof milestoneNames)[number]>;
  /** Fits behind a comma after a date, and alone. */
  confidence: Texts<Confidence>;
  headline: Texts<
    | 'arrives'
    | 'arrivesToday'
    | 'arrivesTomorrow'
    | 'delayed'
    | 'overdue'
    | 'carrierDay'
    | 'promised'
    | 'promisedPast'
    | 'outToday'
    | 'delivered'
    | 'silent'
  >;
  fact: Texts<
    'estimate' | 'carrier' | 'promise' | 'notKnown' | 'later' | 'mayBeLater' | 'onTime' | 'afterPromise' | 'heading'
  > & { restsOn: Plural };
  notice: Texts<'shared' | 'silent' | 'contradiction' | 'stale'>;
  word: Texts<
    | 'route'
    | 'map'
    | 'place'
    | 'progress'
    | 'expected'
    | 'passed'
    | 'toCome'
    | 'preparation'
    | 'carriers'
    | 'carrier'
    | 'leg'
    | 'current'
    | 'trackingNumber'
    | 'proof'
    | 'signature'
    | 'photo'
    | 'history'
    | 'nothingYet'
    | 'localTime'
    | 'timeOf'
    | 'timesAreLocal'
    | 'unknownZone'
    | 'inferredZone'
    | 'dayNotGiven'
    | 'asOf'
    | 'renews'
    | 'reload'
    | 'addToCalendar'
    | 'contact'
    | 'help'
    | 'language'
    | 'another'
    | 'details'
    | 'opensHere'
  >;
  lookup: Texts<
    | 'title'
    | 'intro'
    | 'orderNumber'
    | 'proof'
    | 'hint'
    | 'submit'
    | 'notFound'
    | 'busy'
    | 'unavailable'
    | 'needOrder'
    | 'needProof'
  > & { found: Plural };
  error: Record<'unknown' | 'busy' | 'unavailable', { title: string; text: string; more: string }> & { retry: string };
  calendar: Texts<'expected' | 'delivered' | 'none'>;
  returns: Texts<
    | 'link'
    | 'title'
    | 'asked'
    | 'number'
    | 'until'
    | 'what'
    | 'quantityOf'
    | 'upTo'
    | 'why'
    | 'choose'
    | 'photos'
    | 'photosHint'
    | 'photo'
    | 'remove'
    | 'sending'
    | 'note'
    | 'submit'
    | 'next'
    | 'nextText'
    | 'done'
    | 'back'
    | 'code'
    | 'codeHint'
    | 'sendBy'
    | 'needItem'
    | 'needReason'
    | 'tooMany'
    | 'photoKind'
    | 'photoLarge'
    | 'photoBroken'
    | 'tooManyPhotos'
    | 'changed'
    | 'busy'
    | 'unavailable'
  > & {
    /** Why nothing may come back, as a sentence. */
    whyNot: Texts<WhyNoReturn>;
    state: Texts<ReturnState>;
    sentence: Texts<ReturnState>;
    /** `undeliverable` is said by the tower and by no customer. */
    reason: Texts<Exclude<ReturnReason, 'undeliverable'>>;
    refund: Texts<Exclude<RefundState, 'not_due'>>;
    way: Texts<ReturnWay>;
  };
};
