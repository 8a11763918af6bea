/**
 * The one door for pictures from outside: whoever takes one gives it the bytes as they came, and gets back an id of something
 * that is a picture and nothing else. What is not attached to anything within a day goes.
 */
import { Refusal } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Sql } from '../database.ts';
import type { Platform } from '../platform.ts';
import { type Decode, loadDecoder } from './decoder.ts';
import {
  attachUploads,
  countLoose,
  type KeptUpload,
  keepUpload,
  readUpload,
  type UploadOwner,
} from './kept-uploads.ts';
import { type Drawn, drawnAnew } from './redraw.ts';
import { createTurnstile } from './turnstile.ts';

export type { KeptUpload } from './kept-uploads.ts';
export { mostUploadBytes } from './redraw.ts';

type Of = Omit<UploadOwner, 'context'>;

export type Uploads = {
  /**
   * Takes a picture whose bytes are read by `read`, once there is room for them: one is in hand at a time, and a few wait.
   * Throws a Refusal for what is no picture we take.
   */
  take(of: Of, read: () => Promise<Buffer>): Promise<{ uploadId: string; width: number; height: number }>;
  /** Attaches uploads that were sent for `owner`, in the transaction that makes what they belong to. Throws a Refusal for others. */
  attach(tx: Sql, ids: readonly string[], to: { owner: string; to: string; path: string }): Promise<void>;
  /** A picture with what it was sent for and is attached to; undefined where there is none any more. */
  read(uploadId: string): Promise<(KeptUpload & { owner: string; attachedTo: string | null }) | undefined>;
};

const dayMs = 86_400_000;
/** Nobody needs more pictures that belong to nothing. */
const mostLoose = 20;
/** Of one the decoder may need a quarter of a gigabyte for a second. */
const atOnce = 1;
const mostWaiting = 10;

const tooManyLoose = (): Refusal =>
  new Refusal(
    'conflict',
    'too_many_uploads',
    `There are ${mostLoose} pictures for this already that belong to nothing`,
  );

/** Opens the door for one context. `clock` of the platform says when things expire. */
export const openUploads = (platform: Platform, context: string): Uploads => {
  const { database, privacy, clock } = platform;
  const turnstile = createTurnstile({ atOnce, mostWaiting });
  let decoder: Promise<Decode> | undefined;
  const draw = async (bytes: Buffer): Promise<Drawn> => {
    decoder ??= loadDecoder();
    return drawnAnew(await decoder, bytes, 'picture');
  };
  const keep = async (of: Of, { width, height, type, bytes }: Drawn): Promise<string> => {
    const now = clock.now();
    const uploadId = newId('upl', now);
    const expiresAt = new Date(now.getTime() + dayMs);
    const upload = { ...of, context, uploadId, type, width, height, bytes, createdAt: now, expiresAt };
    await database.transaction((tx) => keepUpload({ privacy, tx }, upload));
    return uploadId;
  };
  return {
    take: (of, read) =>
      turnstile(async () => {
        if ((await countLoose(database, { context, owner: of.owner }, clock.now())) >= mostLoose) throw tooManyLoose();
        const drawn = await draw(await read());
        return { uploadId: await keep(of, drawn), width: drawn.width, height: drawn.height };
      }),
    attach: async (tx, ids, { owner, to, path }) => {
      const attached = await attachUploads(tx, ids, { context, owner, to });
      const missing = ids.flatMap((id, i) =>
        attached.has(id) ? [] : [{ path: `${path}.${i}`, message: 'no picture that was sent for this' }],
      );
      if (missing.length > 0) throw new Refusal('invalid', 'no_such_upload', 'Some pictures are not there', missing);
    },
    read: (uploadId) => readUpload({ privacy, sql: database }, { uploadId, context }),
  };
};
