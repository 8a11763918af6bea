/** The endpoints of personal data. A subject of a merchant that the caller does not serve is answered like one that is none. */
import * as api from '@gantry/shared/api/privacy';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { type Access, recordAccess } from '../access/public.ts';
import { eraseOne, noSubject } from './erase.ts';
import { type FindNeeds, findSubjects, type Holders, shownSubjects } from './find.ts';
import { erasuresOf } from './store.ts';
import type { ErasedSubject } from './subject.ts';

/** Throws a Refusal for a subject that the caller does not see. */
const seen = async (needs: FindNeeds, caller: Caller, subjectId: string) => {
  const [subject] = await shownSubjects(needs, [subjectId]);
  if (!subject || !seesMerchant(caller, subject.merchant)) throw noSubject();
  return subject;
};

type Entry = Record<string, unknown>;

const exported = async (
  { holders }: Pick<FindNeeds, 'holders'>,
  part: Holders[number]['part'],
  subjectId: string,
): Promise<Entry[]> =>
  (await Promise.all(holders.filter((one) => one.part === part).map((one) => one.export(subjectId)))).flat();

/** What several keep of the same shipments, together: one entry each. */
const oneEach = (shipments: readonly Entry[]): Entry[] =>
  [...Map.groupBy(shipments, ({ shipmentId }) => shipmentId).values()].map((told) => Object.assign({}, ...told));

/** What does by itself what people may ask for is called by what it does. */
const systems = new Map([
  ['system:retention', 'Retention'],
  ['system:restore', 'A restored backup'],
]);

/** Erasures with the names of those who asked for them, and of the merchants. */
/** What the tower itself said before there were codes. */
const former: Readonly<Record<string, api.ErasureReason>> = {
  'The time of keeping is over': 'retention',
  'Erased before this database was brought back': 'restored',
};
/** The code of a reason as it was written down; what people once told in words of their own may name the person. */
const reasonOf = (written: string): api.ErasureReason | 'other' =>
  api.erasureReasons.find((one) => one === written) ?? former[written] ?? 'other';

const erasureShown = async (access: Access, erasures: readonly ErasedSubject[]) => {
  const [names, merchants] = await Promise.all([access.namesOf(erasures.map(({ by }) => by)), access.merchants.all()]);
  const called = new Map(merchants.map(({ merchant, name }) => [merchant, name]));
  return ({ by, merchant, reason, ...erasure }: ErasedSubject) => ({
    ...erasure,
    merchant,
    reason: reasonOf(reason),
    merchantName: called.get(merchant) ?? merchant,
    by: { id: by, name: systems.get(by) ?? names.get(by) ?? by },
  });
};

export const privacyRoutes = (needs: FindNeeds, access: Access) => [
  serve(api.findSubjects, async ({ caller, body }) => {
    const merchants = merchantFilter(caller) ?? (await access.merchants.all()).map(({ merchant }) => merchant);
    return {
      items: await findSubjects(needs, body, { merchants, sees: (merchant) => seesMerchant(caller, merchant) }),
    };
  }),
  serve(api.exportSubject, async ({ platform, caller, params: { subjectId }, address }) => {
    const { merchant } = await seen(needs, caller, subjectId);
    const [orders, shipments, messages] = await Promise.all([
      exported(needs, 'orders', subjectId),
      exported(needs, 'shipments', subjectId),
      exported(needs, 'messages', subjectId),
    ]);
    const about = { id: subjectId, name: subjectId, merchants: [merchant] };
    await recordAccess(platform, { act: 'personal_data_exported', by: caller, about, address });
    return {
      subjectId,
      merchant,
      exportedAt: platform.clock.now().toISOString(),
      orders,
      shipments: oneEach(shipments),
      messages,
    };
  }),
  serve(api.eraseSubject, async ({ caller, params: { subjectId }, body, address, thread }) => {
    await seen(needs, caller, subjectId);
    return eraseOne(needs, subjectId, { by: caller, address, reason: body.reason, thread: thread(subjectId) });
  }),
  serve(api.listErasures, async ({ platform, caller, query: { cursor, limit } }) => {
    const after = readCursor(cursor);
    const found = await erasuresOf(platform.database, { merchants: merchantFilter(caller), after, limit: limit + 1 });
    return pageFrom(found, limit, {
      item: await erasureShown(access, found),
      cursor: ({ erasedAt, subjectId }) => cursorOf(erasedAt, subjectId),
    });
  }),
];
