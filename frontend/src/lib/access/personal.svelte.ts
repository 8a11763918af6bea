/**
 * What a person keeps for themselves and the merchants they serve: read once when they are known, and applied where pages
 * ask for it. Pages are drawn without it when it cannot be had.
 */

import { listMerchants, type Merchant } from '@gantry/shared/api/access/merchants';
import { defaultPreferences, type Preferences, readProfile } from '@gantry/shared/api/access/session';
import type { ReplyOf } from '@gantry/shared/api/endpoint';
import { call } from '../api.ts';
import { theme } from '../theme.svelte.ts';
import { viewer } from '../viewer.svelte.ts';

export type Profile = ReplyOf<typeof readProfile>;
type Known = { kind: string; merchants: '*' | readonly string[] };
/** A page waits no longer for how somebody likes it. */
const limitMs = 3_000;

class Personal {
  /** Null for whoever has none (a key), and while it could not be read. */
  profile = $state.raw<Profile | null>(null);
  /** Those the caller serves; empty while they are not known. */
  merchants = $state.raw<readonly Merchant[]>([]);

  get preferences(): Preferences {
    return this.profile?.preferences ?? defaultPreferences;
  }

  async load(me: Known): Promise<void> {
    const signal = AbortSignal.timeout(limitMs);
    const [profile, merchants] = await Promise.all([
      me.kind === 'person' ? call(readProfile, {}, { signal }).catch(() => null) : null,
      this.#served(me, signal),
    ]);
    this.merchants = merchants;
    this.take(profile);
  }

  /** Reads again which merchants there are: one was added, renamed or closed. */
  async reloadMerchants(me: Known): Promise<void> {
    this.merchants = await this.#served(me, AbortSignal.timeout(limitMs));
  }

  /** Applies a profile as it was read or saved. */
  take(profile: Profile | null): void {
    this.profile = profile;
    viewer.take(this.preferences);
    if (profile) theme.prefer(profile.preferences.theme);
  }

  forget(): void {
    if (this.profile) theme.prefer(null);
    this.profile = null;
    this.merchants = [];
    viewer.take(defaultPreferences);
  }

  /** The merchant that pages open with: the profile's, as long as the person serves it. */
  merchantOf({ merchants }: Known): string | null {
    const { merchant } = this.preferences;
    return merchant !== null && (merchants === '*' || merchants.includes(merchant)) ? merchant : null;
  }

  async #served(me: Known, signal: AbortSignal): Promise<readonly Merchant[]> {
    // Whoever serves one has nothing to choose.
    if (me.merchants !== '*' && me.merchants.length < 2) return [];
    return call(listMerchants, {}, { signal }).then(
      ({ items }: ReplyOf<typeof listMerchants>) => items,
      () => this.merchants,
    );
  }
}

export const personal = new Personal();
