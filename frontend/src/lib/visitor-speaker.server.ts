/** Who speaks to the visitor of a request. On the server only, because it has all dictionaries behind it. */
import { type Speaker, speakerFor } from '@gantry/shared/words/dictionaries';

/** The language of `?lang=`, else of the browser, else English. */
export const visitorSpeaker = ({ url, request }: { url: URL; request: Request }): Speaker =>
  speakerFor(url.searchParams.get('lang'), request.headers.get('accept-language'));
