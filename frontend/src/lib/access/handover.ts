/**
 * The code or token behind the # of a link that opens something once. The first script of the page (app.html) takes it off
 * the address before anything else is loaded; here it is taken up by the page that exchanges it. It is kept nowhere.
 */
declare global {
  interface Window {
    gantryHandover?: string | undefined;
  }
}

/** What stands behind the # of a link: `#kiosk=...` by its name, a token also alone, `#...`. Null when there is none. */
export const handedOver = (hash: string, name: 'kiosk' | 'token'): string | null => {
  const text = hash.replace(/^#/, '');
  const named = new URLSearchParams(text).get(name);
  return named || (name === 'token' && text !== '' && !text.includes('=') ? text : null);
};

/** What the first script of the page found, once. */
export const takeHandover = (): string | null => {
  const found = window.gantryHandover ?? null;
  window.gantryHandover = undefined;
  return found;
};
