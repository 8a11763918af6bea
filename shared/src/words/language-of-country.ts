/** The language somebody is written to in who never said one: the first of ours that most people of a country read; else English. */
import { type Choice, chooseLanguage, type Language } from './languages.ts';

const countries: Record<Language, string> = {
  en: 'US GB IE AU NZ CA IN ZA SG MT NG KE GH PH',
  es: 'ES MX AR CO CL PE VE EC GT CU BO DO HN PY SV NI CR PA UY GQ PR AD',
  pt: 'PT BR AO MZ CV GW ST TL',
  fr: 'FR MC LU SN CI CM ML BF NE TG BJ GA CG CD HT RE GP MQ GF YT PF NC',
  de: 'DE AT CH LI',
  it: 'IT SM VA',
  nl: 'NL BE SR AW CW SX',
  pl: 'PL',
  tr: 'TR',
  ar: 'SA AE EG IQ JO KW LB LY MA OM QA SY TN YE BH DZ SD MR PS',
  ja: 'JP',
  zh: 'CN HK MO TW',
};

const languageByCountry: ReadonlyMap<string, string> = new Map(
  Object.entries(countries).flatMap(([language, codes]) => codes.split(' ').map((code) => [code, language] as const)),
);

/** The language of a country (ISO 3166 alpha-2), with how its people write days and numbers. */
export const languageOfCountry = (country: string | undefined): Choice => {
  const language = (country === undefined ? undefined : languageByCountry.get(country)) ?? 'en';
  return chooseLanguage(language, country === undefined ? null : `${language}-${country}`);
};
