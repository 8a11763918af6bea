// The page in the visitor's language, words and map drawn here, so that it is whole without JavaScript.
import { openPage } from '../view/open.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => ({ view: (await openPage(event)).view });
