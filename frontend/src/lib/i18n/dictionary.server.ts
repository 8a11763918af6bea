/** All twelve dictionaries. On the server only: a page is sent the words it shows, in the one language it shows them in. */
import { ar } from './ar.data.ts';
import { de } from './de.data.ts';
import { en } from './en.data.ts';
import { es } from './es.data.ts';
import { fr } from './fr.data.ts';
import { it } from './it.data.ts';
import { ja } from './ja.data.ts';
import { type Choice, chooseLanguage, type Language } from './languages.ts';
import type { Messages } from './messages.ts';
import { nl } from './nl.data.ts';
import { pl } from './pl.data.ts';
import { pt } from './pt.data.ts';
import { tr } from './tr.data.ts';
import { zh } from './zh.data.ts';

export const dictionaries: Record<Language, Messages> = { en, es, pt, fr, de, it, nl, pl, tr, ar, ja, zh };

/** A language with its words. */
export type Speaker = Choice & { say: Messages };

/** Who speaks to the visitor of this request: `?lang=`, else Accept-Language, else English. */
export const speakerFor = ({ url, request }: { url: URL; request: Request }): Speaker => {
  const choice = chooseLanguage(url.searchParams.get('lang'), request.headers.get('accept-language'));
  return { ...choice, say: dictionaries[choice.language] };
};
