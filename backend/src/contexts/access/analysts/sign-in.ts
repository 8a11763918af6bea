/**
 * Who an analyst is by its user name and password. What was read is believed for a few seconds, so that a dashboard of many
 * questions does not ask the database for each; a revocation clears it in every process at once.
 */
import { timingSafeEqual } from 'node:crypto';
import { createCache } from '../../../platform/cache.ts';
import type { Platform } from '../../../platform/platform.ts';
import { type AccessAct, recordAccess } from '../log/record.ts';
import type { Uses } from '../uses.ts';
import type { Analyst } from './analyst.ts';
import { analystDigest } from './commands.ts';
import { analystRows } from './store.ts';

/** A question that was asked, or refused, as the access log tells of it. */
export type AskedSql = { text: string; outcome: string; address: string };

export type Analysts = {
  /** The living analyst of a user name and password; undefined for all else, told apart by nothing. */
  signIn(user: string, password: string): Promise<Analyst | undefined>;
  /** Whether an analyst may still ask: it may have been revoked since it signed in. */
  isLiving(analyst: Analyst): Promise<boolean>;
  /** Writes a question into the access log. */
  record(analyst: Analyst, asked: AskedSql): Promise<void>;
  close(): void;
};

const longestText = 2_000;

const by = ({ analystId, user, merchants }: Analyst): AccessAct['by'] => ({
  id: analystId,
  name: user,
  kind: 'api',
  merchants,
});

export const openAnalysts = (platform: Platform, uses: Pick<Uses, 'note'>): Analysts => {
  const { database, signals } = platform;
  const load = async (user: string): Promise<Analyst | undefined> =>
    (await analystRows.list(database, 'WHERE "user" = $1 AND revoked_at IS NULL', user))[0];
  const known = createCache({ ttlMs: 5_000, most: 1_000, load });
  const off = signals.on('analysts', () => known.clear());
  return {
    async signIn(user, password) {
      const analyst = await known.get(user.slice(0, 64));
      // Compared also where there is nobody, so that the time says nothing.
      const [expected, given] = [analyst?.digest ?? analystDigest(''), analystDigest(password)];
      const right = timingSafeEqual(Buffer.from(expected), Buffer.from(given));
      return right ? analyst : undefined;
    },
    isLiving: async ({ user, analystId }) => (await known.get(user))?.analystId === analystId,
    async record(analyst, { text, outcome, address }) {
      const detail = `${outcome}: ${text.slice(0, longestText)}`;
      await recordAccess(platform, { act: 'sql_asked', by: by(analyst), address, detail });
      uses.note({ id: analyst.analystId });
    },
    close: off,
  };
};
