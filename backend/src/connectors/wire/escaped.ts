/** Text as it may stand in XML that we send or answer. */
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Escapes text for an XML element or attribute; control characters, which XML cannot hold, are left out. */
export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, '')
    .replace(/[&<>"']/g, (one) => entities[one] ?? '');
