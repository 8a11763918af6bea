/**
 * What a customer is written about an order that they collect: where it lies, until when, and the code. The code is made as the
 * mail is written and stands nowhere else; the outbox keeps the mail sealed and shows nobody its text.
 */
import { dayIn, longDay } from '@gantry/shared/words/dates';
import { fill } from '@gantry/shared/words/fill';
import { languageOfCountry } from '@gantry/shared/words/language-of-country';
import { type PickupWords, pickupWords } from '@gantry/shared/words/pickup.data';
import type { FulfillmentOrder } from '../fulfillment-order.ts';
import type { FloorNeeds } from '../needs.ts';
import { pickupStateOf } from '../queue/shown.ts';
import { readOne } from './changing.ts';
import type { PickupCodes } from './pickup-code.ts';

type Needs = FloorNeeds & { codes: PickupCodes };
export type Letter = 'ready' | 'reminder';

type Site = { name: string; address: { lines?: string[] | undefined; postalCode?: string | undefined; city: string } };

const textOf = (
  say: PickupWords,
  letter: Letter,
  { number, code, day, site }: { number: string; code: string; day: string; site: Site },
): string => {
  const { name, address } = site;
  const town = [address.postalCode, address.city].filter(Boolean).join(' ');
  return [
    fill(say[letter], { number }),
    [name, ...(address.lines ?? []), town].join('\n'),
    fill(say.code, { code }),
    `${fill(say.until, { day })} ${say.show}`,
  ].join('\n\n');
};

/** Whom it is written to, and where it lies. */
const aboutOf = async ({ platform: { database }, orders, inventory }: FloorNeeds, state: FulfillmentOrder) => {
  const [placed, sites, subjects] = await Promise.all([
    orders.byIds(database, [state.orderId]),
    inventory.sites(database),
    orders.subjectsOf(database, [state.orderId]),
  ]);
  const site = sites.find(({ warehouse }) => warehouse === state.warehouse);
  const content = placed.get(state.orderId)?.content;
  const to = content?.customer.email ?? content?.shipTo.email;
  const subject = subjects.get(state.orderId);
  if (!content || !site || to === undefined || subject === undefined) return undefined;
  return { to, site, country: content.shipTo.country, of: { subject, merchant: state.merchant } };
};

/**
 * Writes to the customer of a pickup that waits, once for each time until which it is kept; nothing where that has changed
 * since, or where no e-mail address is known.
 */
export const writeAbout = async (
  needs: Needs,
  letter: Letter,
  { fulfillmentId, expiresAt }: { fulfillmentId: string; expiresAt: string },
): Promise<void> => {
  const { platform, codes } = needs;
  const state = await readOne(needs, { fulfillmentId });
  if (pickupStateOf(state) !== 'ready' || state.pickup?.expiresAt !== expiresAt) return;
  const about = await aboutOf(needs, state);
  if (!about) return;
  const { language, locale } = languageOfCountry(about.country);
  const say = pickupWords[language];
  const { timeZone } = about.site;
  // It is kept until the end of a day, which is midnight: the day is the one before.
  const last = dayIn(new Date(Date.parse(expiresAt) - 1).toISOString(), timeZone);
  const day = longDay(last, locale, dayIn(platform.clock.now().toISOString(), timeZone));
  const number = state.orderNumber;
  await platform.mail.send({
    to: about.to,
    subject: oneLine(fill(letter === 'ready' ? say.readySubject : say.reminderSubject, { number })),
    text: textOf(say, letter, { number, code: codes.codeOf(fulfillmentId), day, site: about.site }),
    holdsLink: true,
    of: about.of,
    orderId: state.orderId,
    key: `pickup ${letter} ${fulfillmentId} ${expiresAt}`,
  });
};

/** Numbers are their channels' own: whatever would end a line of a mail's head is a blank. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out.
const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
