/**
 * Where somebody was going when they had to sign in first. An address is taken back only when it is a page of this tower's
 * registry, so that a link to the sign-in page can lead nowhere else. Pure.
 */
import { pageAt } from '@gantry/shared/navigation';

const signIn = '/sign-in';
/** Why the sign-in page is shown, where it is not simply that nobody is signed in. */
export type Why = 'ended' | 'left' | 'changed';

/** The address of the sign-in page for whoever wants to go to `to`. */
export const signInAddress = (to: Pick<URL, 'pathname' | 'search' | 'hash'> | null, why?: Why): string => {
  const query = new URLSearchParams();
  if (to) query.set('to', to.pathname + to.search + to.hash);
  if (why) query.set('why', why);
  return query.size === 0 ? signIn : `${signIn}?${query}`;
};

/** The page of this tower that `to` names; null for everything else, whoever wrote it. */
export const wayBack = (to: string | null, origin: string): string | null => {
  if (!to?.startsWith('/') || !URL.canParse(to, origin)) return null;
  const { origin: there, pathname, search, hash } = new URL(to, origin);
  const page = pageAt(pathname);
  return there === origin && page && !page.external ? pathname + search + hash : null;
};
