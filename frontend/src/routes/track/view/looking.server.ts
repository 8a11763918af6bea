/** Whether somebody looks at a page that is asked for: a customer in a browser, who sees it now. */

type Asked = { headers: Pick<Headers, 'get'> };

/** Fetched in case somebody looks later. */
const isAhead = ({ headers }: Asked): boolean =>
  ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(headers.get(name) ?? ''),
  );

/** A page that is opened, or shown in a frame; what an open page's script asks for again is no new look. */
const isOpened = ({ headers }: Asked): boolean => {
  const into = headers.get('sec-fetch-dest');
  return into === null
    ? /text\/html/.test(headers.get('accept') ?? '')
    : ['document', 'iframe', 'frame'].includes(into);
};

/** People of the house look at pages of others. */
const isStaff = ({ headers }: Asked): boolean =>
  /(?:^|;\s*)(?:__Host-)?gantry(?:-kiosk)?=/.test(headers.get('cookie') ?? '');

/** True where a customer looks, as far as what they ask with can tell. */
export const somebodyLooks = (asked: Asked): boolean => isOpened(asked) && !isAhead(asked) && !isStaff(asked);
