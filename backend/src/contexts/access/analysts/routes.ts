/** The endpoints of analysts: who may ask ClickHouse in SQL, and where. */
import * as api from '@gantry/shared/api/analysts';
import type { Caller } from '@gantry/shared/caller';
import type { Config } from '../../../platform/config.ts';
import { type Route, serve } from '../../../platform/http/serve.ts';
import type { Platform } from '../../../platform/platform.ts';
import type { Analyst } from './analyst.ts';
import { addAnalyst, concernsCaller, type Doer, revokeAnalyst } from './commands.ts';
import { analystRows, lastUses } from './store.ts';

const mostShown = 500;

const shown = ({ digest: _, merchants, ...analyst }: Analyst, lastUsedAt: string | undefined) => ({
  ...analyst,
  merchants: merchants === '*' ? merchants : [...merchants],
  lastUsedAt: lastUsedAt ?? null,
});

/** Where analysts connect: the door before the embedded engine, else the ClickHouse server itself; never with its own user. */
const placeOf = ({ clickhouseUrl, sqlPort, publicOrigin, host }: Config): { url: string | null; database: string } => {
  const database = `${new URL(clickhouseUrl ?? 'http://-/gantry').pathname.slice(1) || 'default'}_sql`;
  if (sqlPort === 0) return { url: null, database };
  if (sqlPort === null) return { url: clickhouseUrl ? new URL(clickhouseUrl).origin : null, database };
  const open = host === '0.0.0.0' || host === '::';
  const name = open && publicOrigin !== null ? new URL(publicOrigin).hostname : open ? '127.0.0.1' : host;
  return { url: `http://${name.includes(':') ? `[${name}]` : name}:${sqlPort}`, database };
};

type Asked = { platform: Platform; caller: Caller; address: string; thread(context: string): Doer['thread'] };
const doerOf = ({ caller, address, thread }: Asked): Doer => ({ caller, address, thread: thread('access') });

export const analystRoutes: Route[] = [
  serve(api.listAnalysts, async ({ platform, caller }) => {
    const all = await analystRows.list(platform.database, `ORDER BY created_at DESC, id LIMIT ${mostShown}`);
    const mine = all.filter((analyst) => concernsCaller(caller, analyst));
    const uses = await lastUses(
      platform.database,
      mine.map(({ analystId }) => analystId),
    );
    return { place: placeOf(platform.config), items: mine.map((one) => shown(one, uses.get(one.analystId))) };
  }),
  serve(api.addAnalyst, async ({ body, ...asked }) => {
    const { analyst, password } = await addAnalyst(asked.platform, body, doerOf(asked));
    return { ...shown(analyst, undefined), password };
  }),
  serve(api.revokeAnalyst, async ({ params, ...asked }) => {
    const analyst = await revokeAnalyst(asked.platform, params.analystId, doerOf(asked));
    const uses = await lastUses(asked.platform.database, [analyst.analystId]);
    return shown(analyst, uses.get(analyst.analystId));
  }),
];
