/**
 * From what a channel sends to a placement: whose order it is, its times, sums and lines. Local times are read in the
 * order's zone and marked as inferred. Pure.
 */
import type { orderInput } from '@gantry/shared/api/orders';
import { mainMerchant } from '@gantry/shared/caller';
import type { OrderContent } from '@gantry/shared/events/orders';
import { usualTimeZoneOf } from '@gantry/shared/values/time-zone';
import type { z } from 'zod';
import { type FieldError, Refusal } from '../../../kernel/errors.ts';
import { derivedId } from '../../../kernel/ids.ts';
import { instantOf } from '../../../kernel/zoned-time.ts';
import type { Thread } from '../../../platform/log/event-log.ts';
import { catalogLines, doubledIds, type Listings } from './lines.ts';
import type { Placement } from './placement.ts';
import { tooLarge, worthOf } from './size.ts';

export type OrderInput = z.output<typeof orderInput>;
/** `since`: when it came, where it lay in the Trash until now (ISO 8601). `sent`: the bytes it came in. */
export type Submission = { input: OrderInput; merchant: string; thread: Thread; since?: string; sent?: Uint8Array };
/** `taken`: its merchant takes new orders. `times`: as they were read when it came. */
export type Accepted = Submission & { taken: boolean; times: Times };

type Named = Pick<OrderInput, 'channel' | 'externalId'>;

/** What tells orders apart: a merchant's channel and the id it has there. Those of `main` are older than merchants. */
export const nameOf = (merchant: string, { channel, externalId }: Named): string[] =>
  merchant === mainMerchant ? [channel, externalId] : [merchant, channel, externalId];

/** The id of the order of a (merchant, channel, external id): the same three are the same order, whoever asks first. */
export const orderIdOf = (merchant: string, named: Named): string => derivedId('ord', nameOf(merchant, named));

/** A clock that goes before ours by more than this is wrong: what it says would keep out all that is true. */
const aheadMs = 300_000;

export type Times = ReturnType<typeof timesOf>;

/** Reads the times of an input. Throws a Refusal naming every field that does not work out. */
export const timesOf = (input: OrderInput, now: Date) => {
  const errors: FieldError[] = doubledIds(input.lines);
  if (input.changedAt !== undefined && Date.parse(input.changedAt) > now.getTime() + aheadMs)
    errors.push({ path: 'changedAt', message: 'lies in the future' });
  const usual = usualTimeZoneOf(input.shipTo.country, input.shipTo.state);
  const timeOf = (path: 'placedAt' | 'shipBy') => {
    const text = input[path];
    const time = text === undefined ? undefined : instantOf(text, input.timeZone ?? usual);
    if (text !== undefined && !time) errors.push({ path, message: 'has no offset, and no time zone is known for it' });
    return time;
  };
  const placed = timeOf('placedAt');
  const shipBy = timeOf('shipBy');
  const promiseZone = input.deliverByTimeZone ?? usual;
  if (input.deliverBy && !promiseZone)
    errors.push({ path: 'deliverByTimeZone', message: 'needed: the ship-to’s zone is not known' });
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
  const promise = input.deliverBy && promiseZone ? { day: input.deliverBy, timeZone: promiseZone } : null;
  return { placed, shipBy, promise };
};

/**
 * Reads the sums and lines of an input, and its times where that was not done before. Throws a Refusal naming every field that
 * does not work out. `listings`: what is known of its listings; those of which nothing is known stand under their own names.
 */
export const placementOf = (
  { input, merchant, since, times }: Pick<Submission, 'input' | 'merchant' | 'since'> & { times?: Times },
  now: Date,
  listings: Listings = new Map(),
): Placement => {
  const { placed, shipBy, promise } = times ?? timesOf(input, now);
  const { channel, externalId, customer, shipTo, billTo, lines, currency, payment, shipPolicy } = input;
  const { pickupAt, giftNote, history } = input;
  const content: OrderContent = {
    number: input.number ?? externalId,
    customer,
    shipTo,
    lines: catalogLines(lines, { merchant, channel }, listings),
    currency,
    ...(billTo ? { billTo } : {}),
    total: input.total ?? worthOf(lines),
    promise,
    shipBy: shipBy?.at ?? null,
    ...(payment ? { payment } : {}),
    ...(shipPolicy ? { shipPolicy } : {}),
    ...(pickupAt === undefined ? {} : { pickupAt }),
    ...(giftNote ? { giftNote } : {}),
    ...(history ? { history } : {}),
  };
  const errors = tooLarge(content);
  if (errors.length > 0) throw new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);
  return {
    orderId: orderIdOf(merchant, input),
    merchant,
    channel,
    externalId,
    content,
    placedAt: placed?.at ?? now.toISOString(),
    placedAtZone: placed?.zone ?? 'given',
    receivedAt: since,
    ...(input.changedAt === undefined ? {} : { changedAt: new Date(input.changedAt).toISOString() }),
  };
};
