/** What connections and codes are looked up in: one set of books a process, read anew when somebody changes something. */
import type { Platform } from '../../../platform/platform.ts';
import { type ConnectionBook, createConnectionBook } from '../../carriers/connections.ts';
import { createMapBook, type MapBook } from '../../carriers/map-book.ts';

export type Books = { connections: ConnectionBook; maps: MapBook };

const opened = new WeakMap<Platform, Books>();

/** The books of this process; opened when they are first asked for. */
export const booksOf = (platform: Platform): Books => {
  const books = opened.get(platform) ?? { connections: createConnectionBook(platform), maps: createMapBook(platform) };
  opened.set(platform, books);
  return books;
};
