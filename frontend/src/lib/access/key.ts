/** The API key or kiosk token of this tab. It lives in sessionStorage only: closing the tab forgets it. */
const stored = 'gantry.key';

/** The key of this tab, or null. */
export const currentKey = (): string | null => {
  try {
    return sessionStorage.getItem(stored);
  } catch {
    return null;
  }
};

/** Keeps a key for this tab; null forgets it. */
export const keepKey = (key: string | null): void => {
  try {
    if (key === null) sessionStorage.removeItem(stored);
    else sessionStorage.setItem(stored, key);
  } catch {
    // Without storage the key lasts as long as the page, which the caller holds it for.
  }
};

/** Splits a kiosk token off an address: `#kiosk=...` or `?kiosk=...`. Null when there is none. */
export const kioskIn = (address: string): { token: string; clean: string } | null => {
  const url = new URL(address);
  const hash = new URLSearchParams(url.hash.slice(1));
  const token = hash.get('kiosk') || url.searchParams.get('kiosk');
  if (!token) return null;
  url.searchParams.delete('kiosk');
  hash.delete('kiosk');
  url.hash = hash.toString();
  return { token, clean: url.href };
};
