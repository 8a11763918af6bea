/** The heads that a process of the tower finds beside its database. */
import type { Config } from '../../config.ts';
import { type HeadBook, headBookOf } from './head-book.ts';
import { headsFolderOf, readHeadLines } from './head-file.ts';

export const keptHeads = ({
  home,
  secretKey,
  formerSecretKeys,
}: Pick<Config, 'home' | 'secretKey' | 'formerSecretKeys'>): HeadBook =>
  headBookOf(
    readHeadLines(headsFolderOf(home)),
    [secretKey, ...formerSecretKeys].filter((secret) => secret !== undefined),
  );
