/** A browser as it names itself, in short: `Firefox on Linux`. For people who look where they are signed in; it proves nothing. */
const browsers: readonly [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bCriOS\/|\bChrome\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: readonly [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

const firstOf = (agent: string, known: readonly [RegExp, string][]): string | undefined =>
  known.find(([pattern]) => pattern.test(agent))?.[1];

/** The short name of a User-Agent; null where it says nothing that is known. */
export const deviceOf = (agent: string | undefined): string | null => {
  if (agent === undefined) return null;
  const [browser, system] = [firstOf(agent, browsers), firstOf(agent, systems)];
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? null;
};
