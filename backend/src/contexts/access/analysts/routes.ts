/** The endpoints of analysts: who may ask ClickHouse in SQL, and where. */
import * as api from '@gantry/shared/api/access/analysts';
import type { Caller } from '@gantry/shared/caller';
import type { Config } from '../../../platform/config.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { CallerSource, Callers } from '../callers.ts';
import {
  insistOnHolding,
  insistOnMerchants,
  merchantsGiven,
  seenCondition,
  seenParameter,
  sees,
} from '../handing-out.ts';
import { lastUses } from '../uses.ts';
import type { Analyst } from './analyst.ts';
import { addAnalyst, noSuchAnalyst, revokeAnalyst } from './commands.ts';
import { analystRows } from './store.ts';

const mostShown = 500;

/** Analysts as managers see them: nothing of the password. */
const shown = async ({ database }: Platform, analysts: readonly Analyst[]) => {
  const ids = analysts.map(({ analystId }) => analystId);
  const uses = await lastUses(database, ids);
  return analysts.map(({ digest: _, ...analyst }) => ({
    ...analyst,
    lastUsedAt: uses.get(analyst.analystId)?.lastUsedAt ?? null,
  }));
};
const shownOne = async (platform: Platform, analyst: Analyst) => {
  const [one] = await shown(platform, [analyst]);
  if (!one) throw new Error('one analyst is shown as one');
  return one;
};

/** Where analysts connect: the door before the embedded engine, else the ClickHouse server itself; never with its own user. */
const placeOf = ({ clickhouseUrl, sqlPort, publicOrigin, host }: Config): { url: string | null; database: string } => {
  const database = `${new URL(clickhouseUrl ?? 'http://-/gantry').pathname.slice(1) || 'default'}_sql`;
  if (sqlPort === 0) return { url: null, database };
  if (sqlPort === null) return { url: clickhouseUrl ? new URL(clickhouseUrl).origin : null, database };
  const open = host === '0.0.0.0' || host === '::';
  const name = open && publicOrigin !== null ? new URL(publicOrigin).hostname : open ? '127.0.0.1' : host;
  return { url: `http://${name.includes(':') ? `[${name}]` : name}:${sqlPort}`, database };
};

/** An analyst that the caller sees. Throws a Refusal (404) for every other, whether there is one or not. */
const analystSeenBy = async ({ database }: Platform, caller: Caller, analystId: string): Promise<Analyst> => {
  const analyst = (await analystRows.byIds(database, [analystId])).get(analystId);
  if (!analyst || !sees(caller, analyst.merchants)) throw noSuchAnalyst();
  return analyst;
};

/** The routes of analysts; whoever adds one hands out no merchant that it does not serve itself. */
export const analystRoutes = (
  { verticalsHeldBy }: Pick<Callers, 'verticalsHeldBy'>,
  { isMerchant }: Pick<CallerSource, 'isMerchant'>,
): Route[] => [
  serve(api.listAnalysts, async ({ platform, caller }) => {
    const newest = `WHERE ${seenCondition()} ORDER BY created_at DESC, id LIMIT ${mostShown}`;
    const analysts = await analystRows.list(platform.database, newest, seenParameter(caller));
    return { place: placeOf(platform.config), items: await shown(platform, analysts) };
  }),
  serve(api.addAnalyst, async ({ platform, caller, body, address, thread }) => {
    const merchants = merchantsGiven(caller, body.merchants);
    insistOnHolding(
      { ...caller, verticals: verticalsHeldBy(caller) },
      { area: 'manager', verticals: ['logistics'], scopes: [], merchants },
    );
    await insistOnMerchants(merchants, isMerchant);
    const doer = { by: caller, address, thread: thread('access') };
    const { analyst, password } = await addAnalyst(platform, { ...body, merchants }, doer);
    return { ...(await shownOne(platform, analyst)), password };
  }),
  serve(api.revokeAnalyst, async ({ platform, caller, params, address, thread }) => {
    const { analystId } = await analystSeenBy(platform, caller, params.analystId);
    const doer = { by: caller, address, thread: thread('access') };
    return shownOne(platform, await revokeAnalyst(platform, analystId, doer));
  }),
];
