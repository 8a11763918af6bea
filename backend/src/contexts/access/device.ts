/** A browser as it names itself, in short: `Firefox on Linux`. For lists in which people find their own screens again. */

const firstOf = (text: string, named: readonly (readonly [RegExp, string])[]): string | undefined =>
  named.find(([pattern]) => pattern.test(text))?.[1];

// In this order: nearly all name others beside themselves.
const browsers = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|Opera)\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
] as const;
const systems = [
  [/\bTizen\b/, 'Tizen'],
  [/\bWeb0S\b/i, 'webOS'],
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const;

/** The browser and its system by a header User-Agent; undefined for what names neither. */
export const deviceOf = (agent: string | undefined): string | undefined => {
  if (agent === undefined) return undefined;
  const [browser, system] = [firstOf(agent, browsers), firstOf(agent, systems)];
  return browser && system ? `${browser} on ${system}` : (browser ?? system);
};
