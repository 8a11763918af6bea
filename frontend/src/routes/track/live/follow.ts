/**
 * The one script of the customer's pages. Keeps an open page true: the socket says that something changed, the page is asked
 * for again and its new content takes the old one's place. When it cannot be fetched the page keeps what it has and says how
 * old that is. In a frame it also tells its height to the merchant's page.
 */
import { sayAsOf } from './as-of.ts';
import { tellHeight } from './height.ts';
import { listenIn } from './room-socket.ts';

const retryMs = 15_000;
/** Without a socket the page asks by itself; a network that lets no socket through still sees news. */
const pollMs = 60_000;
/** A page that has not been called right for so long says so: it hears it every fifteen seconds. */
const silentMs = 40_000;

const root = document.querySelector<HTMLElement>('main[data-room]');
const locale = `${document.documentElement.lang}-u-nu-latn`;
/** When the content that stands came, and when it was last known to be right. */
let came = performance.now();
let good = came;
let failed = false;
let open = false;
let busy = false;
let again = false;

const part = (name: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-live="${name}"]`);

/** "3 minutes ago", in the page's language. */
const ago = (): string => {
  const minutes = Math.max(1, Math.round((performance.now() - good) / 60_000));
  const relative = new Intl.RelativeTimeFormat(locale);
  return minutes < 120 ? relative.format(-minutes, 'minute') : relative.format(-Math.round(minutes / 60), 'hour');
};

/** Moves "as of" on, by the server's clock. */
const tellAsOf = (): void => {
  const element = part('as-of');
  const { words = '', zone = 'UTC', locale: spoken = locale, at = '' } = element?.dataset ?? {};
  if (!element || !at) return;
  const said = sayAsOf({ words, zone, locale: spoken }, new Date(Date.parse(at) + good - came));
  if (element.textContent !== said) element.textContent = said;
};

const tell = (): void => {
  tellAsOf();
  const renews = part('renews');
  if (renews) renews.hidden = false;
  const stale = part('stale');
  if (!stale) return;
  const old = failed || (open && performance.now() - good > silentMs);
  stale.hidden = !old;
  const words = (stale.dataset.words ?? '').replace('{ago}', ago());
  if (old && stale.textContent !== words) stale.textContent = words;
};

const show = (html: string): void => {
  const fresh = new DOMParser().parseFromString(html, 'text/html');
  const main = fresh.querySelector('main[data-room]');
  if (!main || !root) throw new Error('no page');
  root.replaceChildren(...main.childNodes);
  document.title = fresh.title;
  const news = part('news');
  if (news) news.textContent = root.querySelector('h1')?.textContent ?? '';
};

/** Asks for the page again; requests that come while one is under way become one more. */
const refresh = async (): Promise<void> => {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const response = await fetch(location.href, { cache: 'no-store' });
    if (!response.ok) throw new Error(String(response.status));
    show(await response.text());
    came = performance.now();
    good = came;
    failed = false;
  } catch {
    failed = true;
  }
  busy = false;
  tell();
  if (again) {
    again = false;
    await refresh();
  }
};
const ask = (): void => void refresh();

const follow = (room: string): void => {
  listenIn(room, {
    joined: (before) => {
      open = true;
      if (before) ask();
    },
    event: (name) => {
      if (name === 'track:changed') ask();
      // The tower knows of no change that this page was not told of.
      else if (name === 'track:right' && !failed && !busy) good = performance.now();
    },
    lost: () => {
      open = false;
      ask();
    },
  });
  setInterval(() => {
    if (failed || (!open && performance.now() - good > pollMs)) ask();
    else tell();
  }, retryMs);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && performance.now() - came > pollMs) ask();
  });
  window.addEventListener('offline', ask);
  window.addEventListener('online', ask);
  if (!navigator.onLine) ask();
  tell();
};

if (root?.dataset.room) {
  follow(root.dataset.room);
  if (root.dataset.origins) tellHeight(root, root.dataset.origins.split(' '));
}
