/** The endpoints of personal data. A subject of a merchant that the caller does not serve is answered like one that is none. */
import * as api from '@gantry/shared/api/privacy';
import { type Caller, merchantFilter, seesMerchant } from '@gantry/shared/caller';
import { cursorOf, pageFrom, readCursor } from '../../platform/http/cursor.ts';
import { serve } from '../../platform/http/serve.ts';
import { type Access, recordAccess } from '../access/public.ts';
import { eraseOne, noSubject } from './erase.ts';
import { type FindNeeds, findSubjects, type Holders, shownSubjects } from './find.ts';
import { erasuresOf } from './store.ts';

/** Throws a Refusal for a subject that the caller does not see. */
const seen = async (needs: FindNeeds, caller: Caller, subjectId: string) => {
  const [subject] = await shownSubjects(needs, [subjectId]);
  if (!subject || !seesMerchant(caller, subject.merchant)) throw noSubject();
  return subject;
};

const exported = async ({ holders }: Pick<FindNeeds, 'holders'>, part: Holders[number]['part'], subjectId: string) =>
  (await Promise.all(holders.filter((one) => one.part === part).map((one) => one.export(subjectId)))).flat();

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
    return { subjectId, merchant, exportedAt: platform.clock.now().toISOString(), orders, shipments, messages };
  }),
  serve(api.eraseSubject, async ({ caller, params: { subjectId }, body, address, thread }) => {
    await seen(needs, caller, subjectId);
    return eraseOne(needs, subjectId, { by: caller, address, reason: body.reason, thread: thread(subjectId) });
  }),
  serve(api.listErasures, async ({ platform, caller, query: { cursor, limit } }) => {
    const after = readCursor(cursor);
    const found = await erasuresOf(platform.database, { merchants: merchantFilter(caller), after, limit: limit + 1 });
    return pageFrom(found, limit, {
      item: (one) => one,
      cursor: ({ erasedAt, subjectId }) => cursorOf(erasedAt, subjectId),
    });
  }),
];
