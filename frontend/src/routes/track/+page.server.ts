// Finds a parcel by its order number and a second factor. Works without JavaScript; wrong and absent are told the same.
import { lookupTracking } from '@gantry/shared/api/tracking-page';
import { statusFacts } from '@gantry/shared/vocabulary/tracking-status';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { fillPlural } from '@gantry/shared/words/fill';
import { fail, redirect } from '@sveltejs/kit';
import { visitorSpeaker } from '#lib/visitor-speaker.server.ts';
import type { Actions, PageServerLoad } from './$types';
import { languageSearch } from './view/open.server.ts';
import { askTower } from './view/tower.server.ts';

export const load: PageServerLoad = (event) => {
  const speaker = visitorSpeaker(event);
  const { title, intro, orderNumber, proof, hint, submit } = speaker.say.lookup;
  return {
    form: { title, intro, orderNumber, proof, hint, submit },
    action: languageSearch(event.url, speaker) || '?',
  };
};

/** What a form holds under a name, as text without outer spaces. */
const entered = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

type Items = { token: string; carrier: string; status: keyof typeof statusFacts }[];
const listed = (items: Items, { say }: Speaker, search: string) =>
  items.map(({ token, carrier, status }) => ({
    href: `/track/${encodeURIComponent(token)}${search}`,
    carrier,
    status: say.status[status],
    meaning: statusFacts[status].meaning,
  }));

export const actions: Actions = {
  default: async (event) => {
    const speaker = visitorSpeaker(event);
    const { lookup } = speaker.say;
    const form = await event.request.formData().catch(() => new FormData());
    const orderNumber = entered(form, 'orderNumber');
    const proof = entered(form, 'proof');
    const kept = { orderNumber, proof };
    const nothing = { orderError: '', proofError: '', error: '' };
    if (!orderNumber || !proof)
      return fail(400, {
        ...kept,
        ...nothing,
        orderError: orderNumber ? '' : lookup.needOrder,
        proofError: proof ? '' : lookup.needProof,
      });
    const body = { orderNumber, ...(proof.includes('@') ? { email: proof } : { postalCode: proof }) };
    // What cannot be an order number or a second factor belongs to no parcel: the same answer, without asking.
    if (!lookupTracking.body.safeParse(body).success) return fail(404, { ...kept, ...nothing, error: lookup.notFound });
    const response = await askTower(lookupTracking.path, event, { method: 'POST', body: JSON.stringify(body) });
    if (response?.status === 429) return fail(429, { ...kept, ...nothing, error: lookup.busy });
    if (response?.status === 404 || response?.status === 400 || response?.status === 422)
      return fail(404, { ...kept, ...nothing, error: lookup.notFound });
    const read = lookupTracking.reply.safeParse(response?.ok ? await response.json().catch(() => null) : null);
    if (!read.success) return fail(503, { ...kept, ...nothing, error: lookup.unavailable });
    const { items } = read.data;
    const found = listed(items, speaker, languageSearch(event.url, speaker));
    const only = found[0];
    if (!only) return fail(404, { ...kept, ...nothing, error: lookup.notFound });
    if (found.length === 1) redirect(303, only.href);
    return { found, heading: fillPlural(lookup.found, found.length, speaker.locale) };
  },
};
