/** A browser as far as a tower sees it: it keeps the cookies it is given, and says where its pages come from. */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import type { TestAnswer, TestRequest, TestTower } from './tower.ts';

export type TestBrowser = ReturnType<typeof openBrowser>;

/** Opens a browser; `headers` go with everything it asks. A new tab of it shares what `cookies` holds. */
export const openBrowser = (
  tower: Pick<TestTower, 'call' | 'origin'>,
  {
    headers = {},
    cookies = new Map<string, string>(),
  }: { headers?: Record<string, string>; cookies?: Map<string, string> } = {},
) => ({
  cookies,
  /** The header Cookie as it would be sent now. */
  get cookie(): string {
    return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  },
  call: async <E extends Endpoint>(endpoint: E, request: TestRequest<E> = {}): Promise<TestAnswer<E>> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await tower.call(endpoint, {
      key: null,
      ...request,
      headers: { origin: tower.origin, ...(cookie ? { cookie } : {}), ...headers, ...request.headers },
    });
    for (const given of answer.headers.getSetCookie()) {
      const [pair = '', ...attributes] = given.split(';');
      const cut = pair.indexOf('=');
      if (attributes.some((one) => one.trim() === 'Max-Age=0')) cookies.delete(pair.slice(0, cut));
      else cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return answer;
  },
});
