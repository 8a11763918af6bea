/** The endpoints that print: pick lists, packing slips, orders to vendors. */
import { getVendorOrder } from '@gantry/shared/api/fulfillment/collecting';
import { packingSlip, pickList } from '@gantry/shared/api/fulfillment/picking';
import { type Caller, seesMerchant } from '@gantry/shared/caller';
import { Refusal } from '../../../kernel/errors.ts';
import { type Route, serveFile } from '../../../platform/http/serve.ts';
import type { Press } from '../../../platform/press/press.ts';
import { dropshipOf } from '../collecting/dropship.ts';
import { vendorOf } from '../collecting/dropship-commands.ts';
import type { Sees } from '../queue/shown.ts';
import { gatherPickList, gatherSlip, type Members, type PaperNeeds, walkMembers } from './gather.ts';
import { slipPaper } from './packing-slip.ts';
import { pickListPaper } from './pick-list.ts';
import { vendorOrderPaper } from './vendor-order.ts';

type Needs = PaperNeeds & { press: Press };

const seenBy =
  (caller: Caller): Sees =>
  (merchant) =>
    seesMerchant(caller, merchant);

const mostMembers = 100;

/** Those that a list is asked for, each once. Throws a Refusal where that is none or too many. */
const membersIn = (ids: string | undefined): Members => {
  const named = [...new Set((ids ?? '').split(',').map((id) => id.trim()))].filter(Boolean);
  const wrong =
    named.length === 0
      ? 'name fulfillment orders, or a walk in walkId'
      : named.length > mostMembers
        ? `at most ${mostMembers} on one list`
        : undefined;
  if (wrong !== undefined)
    throw new Refusal('malformed', 'invalid', 'Some parameters are not valid', [{ path: 'ids', message: wrong }]);
  return named.map((fulfillmentId) => ({ fulfillmentId, tote: null }));
};

export const paperRoutes = (needs: Needs): Route[] => [
  serveFile(pickList, async ({ caller, query: { ids, walkId } }) => {
    const sees = seenBy(caller);
    const members = walkId === undefined ? membersIn(ids) : await walkMembers(needs, walkId);
    const paper = pickListPaper(await gatherPickList(needs, { members, code: walkId ?? null, sees }));
    return { fileName: 'pick-list.pdf', bytes: await needs.press.print(paper) };
  }),
  serveFile(packingSlip, async ({ caller, params: { fulfillmentId }, query: { packageId, lang } }) => {
    const facts = await gatherSlip(needs, { fulfillmentId, lang, sees: seenBy(caller) });
    const paper = slipPaper(facts, packageId);
    if (paper.blocks.length === 0)
      throw new Refusal('missing', 'no_such_package', `${facts.state.number} has no such package`);
    return { fileName: `packing-slip-${facts.state.number}.pdf`, bytes: await needs.press.print(paper) };
  }),
  serveFile(getVendorOrder, async ({ platform: { database }, caller, params: { fulfillmentId } }) => {
    const facts = await gatherSlip(needs, { fulfillmentId, sees: seenBy(caller) });
    const { vendor: named } = dropshipOf(facts.state);
    const vendor = await vendorOf(needs, database, facts.state);
    const paper = vendorOrderPaper(facts, vendor?.content.name ?? named ?? '');
    return { fileName: `order-${facts.state.number}.pdf`, bytes: await needs.press.print(paper) };
  }),
];
