// The expected delivery as a calendar file, in the page's language.
import { text } from '@sveltejs/kit';
import { publicOrigin } from '#lib/origin.ts';
import { calendarOf } from '../../view/calendar.server.ts';
import { languageSearch, openPage } from '../../view/open.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
  const { page, speaker, view } = await openPage(event);
  const { token } = event.params;
  const url = `${publicOrigin(event)}/track/${encodeURIComponent(token)}${languageSearch(event.url, speaker)}`;
  const calendar = calendarOf({ page, speaker, headline: view.headline, token, url });
  if (calendar === null) return text(speaker.say.calendar.none, { status: 404 });
  return new Response(calendar, {
    headers: {
      'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
      'content-disposition': 'attachment; filename="delivery.ics"',
    },
  });
};
