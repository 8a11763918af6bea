/** Data subjects by what a person told: found by keyed hash, never by browsing. */
import type { FoundSubject, subjectQuestion } from '@gantry/shared/api/privacy';
import type { z } from 'zod';
import { type FieldError, Refusal } from '../../kernel/errors.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HeldOf, PersonalHolder } from '../../platform/privacy/holder.ts';
import { type Identity, normalEmail, normalPostalName, possiblePhones } from '../../platform/privacy/normal.ts';
import type { Searched } from '../../platform/write/sealing.ts';
import { lastErasures } from './store.ts';

export type Question = z.output<typeof subjectQuestion>;
export type Holders = readonly PersonalHolder[];
export type FindNeeds = { platform: Platform; holders: Holders };

const refuse = (errors: FieldError[]): Refusal =>
  new Refusal('invalid', 'invalid', 'Some fields are not valid', errors);

/** Throws a Refusal unless a question names a person in exactly one way. */
export const oneWay = ({ email, phone, postalCode, name, orderId }: Question): void => {
  if (postalCode !== undefined && name === undefined)
    throw refuse([{ path: 'name', message: 'needed beside the postal code' }]);
  if (name !== undefined && postalCode === undefined)
    throw refuse([{ path: 'postalCode', message: 'needed beside the name' }]);
  const ways = [email, phone, name, orderId].filter((one) => one !== undefined).length;
  if (ways === 1) return;
  const message = ways === 0 ? 'name one of email, phone, postalCode and name, orderId' : 'only one way at a time';
  throw refuse([{ path: email === undefined && phone !== undefined ? 'phone' : 'email', message }]);
};

const searchedOf = ({ email, phone, postalCode, name }: Question): Searched[] => [
  ...(email === undefined ? [] : [['email', normalEmail(email)] as const]),
  ...(phone === undefined ? [] : possiblePhones(phone).map((one) => ['phone', one] as const)),
  ...(postalCode === undefined ? [] : [['postal_name', normalPostalName(postalCode, name)] as const]),
];

/** The identities that a question may be, for those of whom nothing is left to be found by. */
const identitiesOf = ({ email, phone, postalCode, name }: Question): Identity[] => {
  const orderId = '';
  if (email !== undefined) return [{ orderId, email }];
  if (phone !== undefined) return possiblePhones(phone).map((digits) => ({ orderId, phone: `+${digits}` }));
  return postalCode === undefined ? [] : [{ orderId, postalCode, name }];
};

const subjectsAsked = async (
  { platform: { privacy }, holders }: FindNeeds,
  question: Question,
  merchants: readonly string[],
): Promise<string[]> => {
  const { orderId } = question;
  if (orderId !== undefined)
    return (await Promise.all(holders.map(async (one) => one.subjectOf?.(orderId)))).filter((one) => one !== undefined);
  const normal = searchedOf(question).flatMap(([kind, text]) => (text === undefined ? [] : [[kind, text] as const]));
  const hashes = await Promise.all(normal.map(([kind, text]) => privacy.searchHash(kind, text)));
  const found = await Promise.all(holders.map(async (one) => (await one.foundBy?.(hashes)) ?? []));
  const computed = merchants.flatMap((merchant) =>
    identitiesOf(question).map((identity) => privacy.subjectOf(merchant, identity)),
  );
  return [...new Set([...found.flat(), ...(await Promise.all(computed))])];
};

const earliest = (times: readonly (string | null)[]): string | null =>
  times.filter((at) => at !== null).sort()[0] ?? null;
const latest = (times: readonly (string | null)[]): string | null =>
  times
    .filter((at) => at !== null)
    .sort()
    .at(-1) ?? null;

/** What is kept of subjects; those of whom nothing is known are left out. */
export const shownSubjects = async (
  { platform, holders }: FindNeeds,
  subjects: readonly string[],
): Promise<FoundSubject[]> => {
  const held = await Promise.all(holders.map(async (one) => ({ part: one.part, of: await one.heldOf(subjects) })));
  const [erasures, keys] = await Promise.all([
    lastErasures(platform.database, subjects),
    platform.privacy.standingOf(subjects),
  ]);
  return subjects.flatMap((subjectId): FoundSubject[] => {
    const parts = held.flatMap(({ part, of }) =>
      of.filter(({ subject }) => subject === subjectId).map((one): HeldOf & { part: string } => ({ ...one, part })),
    );
    const key = keys.get(subjectId);
    const erasure = erasures.get(subjectId);
    const merchant = key?.merchant ?? erasure?.merchant ?? parts[0]?.merchant;
    if (merchant === undefined) return [];
    const countOf = (part: string): number => parts.reduce((sum, one) => sum + (one.part === part ? one.count : 0), 0);
    return [
      {
        subjectId,
        merchant,
        orders: countOf('orders'),
        shipments: countOf('shipments'),
        messages: countOf('messages'),
        firstAt: earliest(parts.map(({ firstAt }) => firstAt)),
        lastAt: latest(parts.map(({ lastAt }) => lastAt)),
        // Who came back after an erasure is kept again, under a new key.
        erasedAt: key?.living ? null : (erasure?.erasedAt ?? null),
      },
    ];
  });
};

/** The subjects of merchants that a question names. */
export const findSubjects = async (
  needs: FindNeeds,
  question: Question,
  { merchants, sees }: { merchants: readonly string[]; sees(merchant: string): boolean },
): Promise<FoundSubject[]> => {
  oneWay(question);
  const found = await shownSubjects(needs, await subjectsAsked(needs, question, merchants));
  return found.filter(({ merchant }) => sees(merchant));
};
