// Returns of a parcel's order: asked for by a plain form, which a script only makes kinder. Photos go through to the tower one by one.
import { momentOf } from '@gantry/shared/words/moments';
import { fail, redirect } from '@sveltejs/kit';
import { visitorSpeaker } from '#lib/visitor-speaker.server.ts';
import { brandView } from '../../view/describe.server.ts';
import { createFew } from '../../view/few-at-once.server.ts';
import { languageSearch } from '../../view/open.server.ts';
import { askedBy, type Entered, enteredIn, type Faults, filesIn, mostPhotos } from '../../view/return-form.server.ts';
import { returnView } from '../../view/return-view.server.ts';
import { askForReturn, returnsOf, sendPhoto } from '../../view/returns.server.ts';
import { pageOf } from '../../view/tower.server.ts';
import type { Actions, PageServerLoad } from './$types';

const few = createFew();
const askedMark = 'asked';

export const load: PageServerLoad = async (event) => {
  const speaker = visitorSpeaker(event);
  const { token } = event.params;
  const [page, returns] = await Promise.all([pageOf(token, event, null), returnsOf(token, event)]);
  const search = languageSearch(event.url, speaker);
  const { whyNot: _, state: _states, sentence: _sentences, reason: _reasons, ...words } = speaker.say.returns;
  return {
    ...returnView(returns, speaker, momentOf(page, new Date())),
    words,
    brand: brandView(page),
    back: `/track/${encodeURIComponent(token)}${search}`,
    action: search || '?',
    uploads: `/api/track/${encodeURIComponent(token)}/uploads`,
    isAsked: event.url.searchParams.has(askedMark),
    mostPhotos,
    // The form's own name: sent twice, it is one return.
    requestId: crypto.randomUUID(),
  };
};

type Visit = Parameters<Actions[string]>[0];
type Said = Exclude<Awaited<ReturnType<typeof askForReturn>>, null>;
const noFaults: Faults = { items: null, reasons: [] };

/** Sends the files of a form on; what of it is to be shown again with the ids of those that were taken. */
const withPhotos = async (event: Visit, entered: Entered, files: readonly File[]) => {
  const token = event.params.token ?? '';
  const photos = [...entered.photos];
  let said: Said | null = photos.length + files.length > mostPhotos ? 'tooManyPhotos' : null;
  for (const file of said === null ? files : []) {
    const sent = await sendPhoto(token, file, event);
    if ('id' in sent) photos.push(sent.id);
    else said ??= sent.said;
  }
  return { entered: { ...entered, photos }, said };
};

/** Reads the form and sends its photos on, unless too many do. */
const read = async (event: Visit) =>
  few.try(async () => {
    const form = await event.request.formData().catch(() => null);
    return form && withPhotos(event, enteredIn(form), filesIn(form));
  });

export const actions: Actions = {
  default: async (event) => {
    const speaker = visitorSpeaker(event);
    const say = speaker.say.returns;
    const token = event.params.token ?? '';
    // A form of up to five photos is read for a page that there is.
    await returnsOf(token, event);
    const form = await read(event);
    const nothing = { entered: null, faults: noFaults, photoError: '', error: '' };
    if (form === 'busy') return fail(503, { ...nothing, error: say.unavailable });
    if (form === null) return fail(413, { ...nothing, photoError: say.photoLarge });
    const { entered, said } = form;
    const { body, faults } = askedBy(entered);
    if (said !== null || body === null)
      return fail(422, { ...nothing, entered, faults, photoError: said === null ? '' : say[said] });
    const refused = await askForReturn(token, body, event);
    if (refused === 'tooMany') return fail(409, { ...nothing, entered, faults: { items: refused, reasons: [] } });
    if (refused !== null) return fail(409, { ...nothing, entered, error: say[refused] });
    const language = event.url.searchParams.has('lang') ? `lang=${speaker.language}&` : '';
    redirect(303, `/track/${encodeURIComponent(token)}/return?${language}${askedMark}=1`);
  },
};
