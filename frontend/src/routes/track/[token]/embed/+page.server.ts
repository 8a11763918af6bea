// The compact page for a merchant's own site. Who may frame it goes to the hook that writes the headers; nothing is
// framed that does not load.
import { openPage } from '../../view/open.server.ts';
import type { TrackView } from '../../view/track-view.ts';
import type { PageServerLoad } from './$types';

export type EmbedView = Pick<
  TrackView,
  | 'language'
  | 'direction'
  | 'headline'
  | 'status'
  | 'way'
  | 'action'
  | 'notices'
  | 'milestones'
  | 'brand'
  | 'links'
  | 'words'
  | 'asOf'
>;

const compact = (view: TrackView): EmbedView => {
  const { language, direction, headline, status, way, action, notices, milestones, brand, links, words, asOf } = view;
  return { language, direction, headline, status, way, action, notices, milestones, brand, links, words, asOf };
};

export const load: PageServerLoad = async (event) => {
  const { page, view } = await openPage(event);
  const origins = page.brand?.embedOrigins ?? [];
  event.locals.framedBy = origins;
  return { view: compact(view), origins };
};
