/** Takes what opens an account out of what is recorded, wherever it stands: carriers want tokens in bodies as well. Pure. */

/** Shorter ones would be found in words that are none. */
const leastSecret = 6;

const inXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');

/** Takes values out of texts, as they are and as XML, JSON and addresses spell them. */
export const without = (secrets: readonly string[] = []): ((text: string) => string) => {
  const spelled = secrets
    .filter(({ length }) => length >= leastSecret)
    .flatMap((one) => [one, inXml(one), JSON.stringify(one).slice(1, -1), encodeURIComponent(one.toWellFormed())]);
  return (text) => spelled.reduce((left, one) => left.replaceAll(one, '[removed]'), text);
};
