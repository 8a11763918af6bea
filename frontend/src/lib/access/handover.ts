/**
 * The code or token behind the # of a link that opens something once. The first script of the page (app.html) takes it off
 * the address before anything else is loaded; here it is taken up by the page that exchanges it. It is kept nowhere.
 */
declare global {
  interface Window {
    gantryHandover?: string | undefined;
  }
}

/** What stands behind the # of a link by name: `#kiosk=...`, `#token=...`. Null when there is none. */
export const handedOver = (hash: string, name: string): string | null =>
  new URLSearchParams(hash.replace(/^#/, '')).get(name) || null;

/** What the first script of the page found, once. */
export const takeHandover = (): string | null => {
  const found = window.gantryHandover ?? null;
  window.gantryHandover = undefined;
  return found;
};
