/** Who looks at a page, told by what a browser says of itself: a kind of device and no more, or a program that is nobody. Pure. */
import type { DeviceKind } from '@gantry/shared/vocabulary/devices';

/** Programs that fetch pages for search, previews of links, watching and tests; all that names itself so. */
const programs =
  /bot\b|bot[/;)]|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|skype|slack|discord|embedly|pinterest|headless|lighthouse|pingdom|uptime|monitor|curl|wget|python|java\/|go-http|node|undici|axios|okhttp|postman|httpclient|libwww|scrapy|phantom|selenium|puppeteer|playwright/i;

/** The kind of device of a header User-Agent; undefined for a program, and for what names no browser. */
export const deviceKindOf = (agent: string | undefined): DeviceKind | undefined => {
  if (!agent || !/^(?:Mozilla|Opera)\//.test(agent) || programs.test(agent)) return undefined;
  if (/iPad|Tablet|PlayBook|Silk|Android(?!.*Mobile)/i.test(agent)) return 'tablet';
  if (/iPhone|iPod|Mobile|Windows Phone/i.test(agent)) return 'phone';
  return /Windows NT|Macintosh|X11|Linux|CrOS/i.test(agent) ? 'computer' : 'other';
};
