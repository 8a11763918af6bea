// A merchant's accent as a stylesheet of our own address: the pages' policy allows no style attributes, and the same colour is the same file.
import { error } from '@sveltejs/kit';
import { accentSheet } from '../../view/accent.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params }) => {
  if (!/^[0-9a-f]{6}$/.test(params.colour)) error(404, 'No such colour');
  return new Response(accentSheet(`#${params.colour}`), {
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=31536000, immutable' },
  });
};
