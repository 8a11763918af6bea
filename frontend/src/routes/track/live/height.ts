/**
 * Tells the page around the frame how tall the content is: `{ type: 'gantry:track:height', height }`, in CSS pixels, and
 * only to origins that the merchant has named.
 */

/** True when an origin is one of those named; `https://*.shop.example` names every host below shop.example. */
export const isNamed = (origin: string, named: readonly string[]): boolean =>
  named.some((one) => {
    const wide = /^(https?:\/\/)\*\.(.+)$/i.exec(one);
    if (!wide?.[1] || !wide[2]) return one.toLowerCase() === origin.toLowerCase();
    const [scheme, host] = [wide[1].toLowerCase(), wide[2].toLowerCase()];
    const rest = origin.toLowerCase();
    return rest.startsWith(scheme) && rest.slice(scheme.length).endsWith(`.${host}`);
  });

const originOf = (url: string): string | null => {
  try {
    return new URL(url).origin;
  } catch {
    return null;
  }
};

/** Whom to tell: the frame's parent when the browser names it, else every origin that is named in full. */
export const listeners = (
  parent: { ancestor: string | undefined; referrer: string },
  named: readonly string[],
): readonly string[] => {
  const known = parent.ancestor ?? originOf(parent.referrer);
  if (known) return isNamed(known, named) ? [known] : [];
  return named.filter((one) => !one.includes('*'));
};

/** Watches an element and tells its height whenever it changes. The answer ends it. */
export const tellHeight = (element: Element, named: readonly string[]): (() => void) => {
  if (window.parent === window) return () => undefined;
  const told = listeners({ ancestor: location.ancestorOrigins?.[0], referrer: document.referrer }, named);
  const watcher = new ResizeObserver(() => {
    const height = Math.ceil(element.getBoundingClientRect().height);
    for (const origin of told) window.parent.postMessage({ type: 'gantry:track:height', height }, origin);
  });
  watcher.observe(element);
  return () => watcher.disconnect();
};
