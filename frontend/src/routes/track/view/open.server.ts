/** A tracking page for a visitor: asked for, and said in their language. */
import type { TrackingPage } from '@gantry/shared/api/tracking-page';
import type { Speaker } from '@gantry/shared/words/dictionaries';
import { visitorSpeaker } from '#lib/visitor-speaker.server.ts';
import { describe } from './describe.server.ts';
import { somebodyLooks } from './looking.server.ts';
import { pageOf, type Visitor } from './tower.server.ts';
import type { TrackView } from './track-view.ts';

export type OpenPage = { page: TrackingPage; view: TrackView; speaker: Speaker };
type PageRequest = Visitor & { url: URL; request: Request; params: { token: string } };

/** `?lang=fr` for links to stay in a language that was asked for; empty when the browser chose. */
export const languageSearch = (url: URL, speaker: Speaker): string =>
  url.searchParams.has('lang') ? `?lang=${speaker.language}` : '';

/** Throws kit's error when there is nothing to show: 404, 429, 503. */
export const openPage = async (event: PageRequest): Promise<OpenPage> => {
  const speaker = visitorSpeaker(event);
  const looks = somebodyLooks(event.request) ? speaker.language : null;
  const page = await pageOf(event.params.token, event, looks);
  const address = { token: event.params.token, search: languageSearch(event.url, speaker) };
  return { page, speaker, view: describe(page, speaker, { now: new Date(), address }) };
};
