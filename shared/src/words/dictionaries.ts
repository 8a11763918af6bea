/** All twelve dictionaries, and who speaks: a language with its words. Servers only: a page is sent the words it shows. */
import { ar } from './dictionaries/ar.data.ts';
import { de } from './dictionaries/de.data.ts';
import { en } from './dictionaries/en.data.ts';
import { es } from './dictionaries/es.data.ts';
import { fr } from './dictionaries/fr.data.ts';
import { it } from './dictionaries/it.data.ts';
import { ja } from './dictionaries/ja.data.ts';
import { nl } from './dictionaries/nl.data.ts';
import { pl } from './dictionaries/pl.data.ts';
import { pt } from './dictionaries/pt.data.ts';
import { tr } from './dictionaries/tr.data.ts';
import { zh } from './dictionaries/zh.data.ts';
import { type Choice, chooseLanguage, type Language } from './languages.ts';
import type { Messages } from './messages.ts';

export const dictionaries: Record<Language, Messages> = { en, es, pt, fr, de, it, nl, pl, tr, ar, ja, zh };

/** A language with its words. */
export type Speaker = Choice & { say: Messages };

/** The speaker of a choice of language. */
export const speakerOf = (choice: Choice): Speaker => ({ ...choice, say: dictionaries[choice.language] });

/** Who speaks to a visitor: `asked` is `?lang=`, `header` is Accept-Language; English when neither names one of ours. */
export const speakerFor = (asked: string | null, header: string | null): Speaker =>
  speakerOf(chooseLanguage(asked, header));

/** Who speaks where no visitor is: the English of the API and of what staff read. */
export const english: Speaker = speakerFor('en', null);
