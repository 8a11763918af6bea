/** The twelve languages of the customer's pages, and which of them a visitor gets: the one asked for, else the browser's, else English. */

export const languages = ['en', 'es', 'pt', 'fr', 'de', 'it', 'nl', 'pl', 'tr', 'ar', 'ja', 'zh'] as const;
export type Language = (typeof languages)[number];

/** Each language's name for itself. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  es: 'Español',
  pt: 'Português',
  fr: 'Français',
  de: 'Deutsch',
  it: 'Italiano',
  nl: 'Nederlands',
  pl: 'Polski',
  tr: 'Türkçe',
  ar: 'العربية',
  ja: '日本語',
  zh: '中文',
};

/** How dates and numbers are written when the browser names no country. */
const usualLocale: Record<Language, string> = {
  en: 'en-GB',
  es: 'es',
  pt: 'pt-BR',
  fr: 'fr',
  de: 'de',
  it: 'it',
  nl: 'nl',
  pl: 'pl',
  tr: 'tr',
  ar: 'ar',
  ja: 'ja',
  zh: 'zh-CN',
};

export type Choice = {
  language: Language;
  /** BCP 47 tag for Intl: the language with the visitor's country, Gregorian calendar, Latin digits. */
  locale: string;
  direction: 'ltr' | 'rtl';
};

const isLanguage = (tag: string): tag is Language => (languages as readonly string[]).includes(tag);
const languageOf = (tag: string): string => tag.toLowerCase().split('-')[0] ?? '';

/** Accept-Language (RFC 9110, 12.5.4) as tags, best first; what cannot be read is left out. */
const wanted = (header: string | null): string[] =>
  (header ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, place) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const weight = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find(Boolean);
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight), place };
    })
    .filter(({ tag, weight }) => /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/i.test(tag) && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.place - b.place)
    .map(({ tag }) => tag);

/** "en-us" -> "en-US"; only language and country are kept, because a tag may also ask for digits and calendars. */
const regional = (language: Language, tags: string[]): string => {
  // Dates in traditional characters would stand beside words in simplified ones.
  if (language === 'zh') return usualLocale.zh;
  for (const tag of tags) {
    const region = /^[a-z]{2}-(?:[a-z]{4}-)?([a-z]{2})(?:-|$)/i.exec(tag)?.[1];
    if (region && languageOf(tag) === language) return `${language}-${region.toUpperCase()}`;
  }
  return usualLocale[language];
};

/** The language of a visitor. `asked` is `?lang=`, `header` is Accept-Language; neither is trusted. */
export const chooseLanguage = (asked: string | null, header: string | null): Choice => {
  const tags = wanted(header);
  const named = asked === null ? undefined : [languageOf(asked)].find(isLanguage);
  const language = named ?? tags.map(languageOf).find(isLanguage) ?? 'en';
  return {
    language,
    // Latin digits in Arabic too: they stand beside tracking and order numbers, which have no others.
    locale: `${regional(language, tags)}-u-ca-gregory-nu-latn`,
    direction: language === 'ar' ? 'rtl' : 'ltr',
  };
};
