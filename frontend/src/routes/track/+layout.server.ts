// What all of the customer's pages share: the language, the way to another one, and what to say when a page cannot be shown.

import { languageNames, languages } from '@gantry/shared/words/languages';
import { visitorSpeaker } from '#lib/visitor-speaker.server.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ url, request }) => {
  const speaker = visitorSpeaker({ url, request });
  const { say, language } = speaker;
  return {
    language,
    // Each language under its own name; the addresses hold nothing else.
    languages: languages.map((code) => ({ code, name: languageNames[code], href: `?lang=${code}` })),
    words: { language: say.word.language, lookup: say.word.another },
    errors: say.error,
    search: url.searchParams.has('lang') ? `?lang=${language}` : '',
  };
};
