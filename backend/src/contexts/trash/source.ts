/** Reading again where the payload of an entry came from. */
import { Refusal } from '../../kernel/errors.ts';
import type { Resumed, Resumer, SourceReading } from '../../platform/context.ts';
import type { TrashEntry } from '../../platform/trash/entry.ts';

export type Source = NonNullable<Resumer['source']>;

/** What a resumer is told of an entry. */
export const resumedOf = ({
  merchant,
  trashId,
  correlationId,
  trashedAt,
  about,
  originalPayload,
}: TrashEntry): Resumed => ({
  merchant,
  trashId,
  correlationId,
  trashedAt,
  about,
  originalPayload,
});

/** Throws a Refusal where the payload came from nowhere that could be asked again. */
export const insistOnSource = (resumer: Resumer | undefined): Source => {
  if (!resumer?.source) throw new Refusal('conflict', 'no_source', 'What this message says can be read again nowhere');
  return resumer.source;
};

export const readSource = (source: Source, entry: TrashEntry): Promise<SourceReading> =>
  source.read(entry.payload, resumedOf(entry));
