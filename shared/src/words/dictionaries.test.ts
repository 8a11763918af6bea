/** Twelve languages that say the same: every text is there, fills every place, and has the plural forms its language needs. */
import { describe, expect, it } from 'vitest';
import { dictionaries } from './dictionaries.ts';
import { capital, fill, fillPlural, isolate } from './fill.ts';
import { chooseLanguage, type Language, languageNames, languages } from './languages.ts';
import type { Plural } from './messages.ts';

type Node = string | { [key: string]: Node };
const isPlural = (node: Node): boolean =>
  typeof node === 'object' && typeof node.other === 'string' && !('weather' in node || 'wrong_size' in node);

/** Every text with its path; a plural counts as one text, by its `other`. */
const textsOf = (node: Node, path = ''): Map<string, string | Plural> => {
  if (typeof node === 'string') return new Map([[path, node]]);
  if (isPlural(node)) return new Map([[path, node as Plural]]);
  return new Map(Object.entries(node).flatMap(([key, inner]) => [...textsOf(inner, path ? `${path}.${key}` : key)]));
};
const placesOf = (text: string | Plural): string[] =>
  [...(typeof text === 'string' ? text : text.other).matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort();
const english = textsOf(dictionaries.en as unknown as Node);
const anything = new Proxy({}, { get: (_, name) => `<${String(name)}>` }) as Record<string, string>;

describe.each(languages)('%s', (language) => {
  const texts = textsOf(dictionaries[language] as unknown as Node);
  it('says everything, with the same places to fill', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
    for (const [path, text] of texts)
      expect([path, ...placesOf(text)]).toEqual([path, ...placesOf(english.get(path) ?? '')]);
  });
  it('leaves no text empty, untrimmed or half filled', () => {
    for (const [path, text] of texts) {
      const said = typeof text === 'string' ? fill(text, anything) : fillPlural(text, 1204, language);
      expect(said.trim(), path).toBe(said);
      expect(said, path).toMatch(/\S/);
      expect(said, path).not.toMatch(/[{}]/);
    }
  });
  it('has every plural form its language counts with, each naming the number', () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const [path, text] of texts) {
      if (typeof text === 'string') continue;
      expect([path, ...Object.keys(text).sort()]).toEqual([path, ...pluralCategories.toSorted()]);
      for (const form of Object.values(text)) expect(form, path).toContain('{count}');
    }
  });
  it('has words of its own', () => {
    if (language === 'en') return;
    // A word may be the same in two languages; a dictionary may not.
    const same = [...texts].filter(
      ([path, text]) => typeof text === 'string' && text.length > 12 && text === english.get(path),
    );
    expect(same.map(([path]) => path).filter((path) => path !== 'word.place')).toEqual([]);
  });
});

describe('choosing', () => {
  const chosen = (asked: string | null, header: string | null): [Language, string] => {
    const { language, locale } = chooseLanguage(asked, header);
    return [language, locale.replace(/-u-.*/, '')];
  };
  it('takes what was asked for, else the best the browser names, else English', () => {
    expect(chosen('pl', 'de')).toEqual(['pl', 'pl']);
    expect(chosen(null, 'sv, pt-BR;q=0.7, fr;q=0.9')).toEqual(['fr', 'fr']);
    expect(chosen(null, 'sv, nb')).toEqual(['en', 'en-GB']);
    expect(chosen('xx', 'ja')).toEqual(['ja', 'ja']);
    expect(chosen(null, null)).toEqual(['en', 'en-GB']);
    expect(chosen(null, 'fr;q=0, it')).toEqual(['it', 'it']);
  });
  it('writes dates as in the visitor’s country, never in other digits or calendars', () => {
    expect(chosen(null, 'en-US,en;q=0.9')).toEqual(['en', 'en-US']);
    expect(chosen('en', 'de-AT')).toEqual(['en', 'en-GB']);
    expect(chosen(null, 'zh-Hant-TW')).toEqual(['zh', 'zh-CN']);
    expect(chooseLanguage(null, 'ar-EG-u-nu-arab').locale).toBe('ar-EG-u-ca-gregory-nu-latn');
  });
  it('survives anything', () => {
    for (const header of ['', ',,;', '*', 'a'.repeat(5000), 'en;q=x', '"<script>', 'en_US', 'e\u0000n'])
      expect(languages).toContain(chooseLanguage(header, header).language);
    expect(Object.keys(languageNames)).toEqual([...languages]);
  });
});

describe('filling', () => {
  it('refuses a sentence it cannot fill', () => {
    expect(() => fill('since {day}', {})).toThrow('{day}');
  });
  it('counts as each language does', () => {
    const say = (language: Language, count: number) =>
      fillPlural(dictionaries[language].lookup.found, count, chooseLanguage(language, null).locale);
    expect([1, 3, 5].map((count) => say('pl', count))).toEqual([
      'Znaleziono 1 przesyłkę',
      'Znaleziono 3 przesyłki',
      'Znaleziono 5 przesyłek',
    ]);
    expect([2, 3, 11].map((count) => say('ar', count))).toEqual(['شحنتان (2)', '3 شحنات', '11 شحنة']);
  });
  it('isolates names where directions can meet, and only there', () => {
    expect(isolate('Lyon', 'rtl')).toBe('\u2068Lyon\u2069');
    expect(isolate('Lyon', 'ltr')).toBe('Lyon');
    expect(isolate('دبي', 'ltr')).toBe('\u2068دبي\u2069');
  });
  it('starts with a capital as the language does', () => {
    expect(capital('ihtimal', 'tr')).toBe('İhtimal');
  });
});
