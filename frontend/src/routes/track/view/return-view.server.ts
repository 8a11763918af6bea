/** What may come back and what is on its way back, in the visitor's language. Pure. */
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import type { customersReturns } from '@gantry/shared/api/returns/customers';
import type { ReturnState } from '@gantry/shared/vocabulary/returns';
import type { Meaning } from '@gantry/shared/vocabulary/tracking-status';
import { dayIn, longDay } from '@gantry/shared/words/dates';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { fill, isolate } from '@gantry/shared/words/fill';
import type { Moment } from '@gantry/shared/words/moments';

export type Returns = ReplyOf<typeof customersReturns>;

export type ReturnCard = {
  number: string;
  title: string;
  label: string;
  meaning: Meaning;
  sentence: string;
  lines: string[];
  way: string;
  code: string | null;
  sendBy: string;
  refund: string;
};
export type ReturnItem = { lineId: string; name: string; most: number; quantityOf: string; upTo: string };
export type ReturnView = {
  cards: ReturnCard[];
  /** What may be asked for; null where nothing may, which `why` says. */
  form: { items: ReturnItem[]; reasons: { value: string; label: string }[]; until: string } | null;
  why: string;
};

const meanings: Record<ReturnState, Meaning> = {
  requested: 'waiting',
  authorized: 'waiting',
  in_transit: 'moving',
  received: 'handed_over',
  inspected: 'handed_over',
  closed: 'delivered',
  rejected: 'problem',
  expired: 'problem',
  cancelled: 'waiting',
};

const dayOf = (instant: string, { locale }: Speaker, { zone, today }: Moment): string =>
  longDay(dayIn(instant, zone ?? 'UTC'), locale, today);

const cardOf = (one: Returns['returns'][number], speaker: Speaker, moment: Moment): ReturnCard => {
  const { returns: say } = speaker.say;
  const maySend = one.state === 'authorized';
  return {
    number: one.number,
    title: fill(say.number, { number: isolate(one.number, speaker.direction) }),
    label: say.state[one.state],
    meaning: meanings[one.state],
    sentence: say.sentence[one.state],
    lines: one.lines.map(({ name, quantity }) => `${quantity} × ${isolate(name, speaker.direction)}`),
    way: maySend && one.way ? say.way[one.way] : '',
    code: one.dropOffCode,
    sendBy: maySend && one.expiresAt ? fill(say.sendBy, { day: dayOf(one.expiresAt, speaker, moment) }) : '',
    refund: one.refund === 'not_due' ? '' : say.refund[one.refund],
  };
};

const formOf = ({ lines, reasons, until }: Returns, speaker: Speaker, moment: Moment): ReturnView['form'] => {
  const { returns: say } = speaker.say;
  return {
    items: lines
      .filter(({ returnable }) => returnable > 0)
      .map(({ lineId, name, sku, returnable }) => ({
        lineId,
        name: name || sku,
        most: returnable,
        quantityOf: fill(say.quantityOf, { name: isolate(name || sku, speaker.direction) }),
        upTo: fill(say.upTo, { count: String(returnable) }),
      })),
    reasons: reasons.flatMap((value) => (value === 'undeliverable' ? [] : [{ value, label: say.reason[value] }])),
    until: until ? fill(say.until, { day: dayOf(until, speaker, moment) }) : '',
  };
};

/** Says what there is, newest return first. */
export const returnView = (returns: Returns, speaker: Speaker, moment: Moment): ReturnView => ({
  cards: returns.returns.toReversed().map((one) => cardOf(one, speaker, moment)),
  form: returns.why === null ? formOf(returns, speaker, moment) : null,
  why: returns.why === null ? '' : speaker.say.returns.whyNot[returns.why],
});
