/**
 * The one door for pictures from outside: whoever takes one gives it the bytes as they came, and gets back an id of something
 * that is a picture and nothing else. What is not attached to anything within a day goes.
 */
import { Refusal } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Platform } from '../platform.ts';
import { type Decode, loadDecoder } from './decoder.ts';
import { countLoose, type KeptUpload, keepUpload, readUpload, type UploadOwner } from './kept-uploads.ts';
import { type Drawn, drawnAnew } from './redraw.ts';
import { createTurnstile, createTurnstiles } from './turnstile.ts';

export type { KeptUpload } from './kept-uploads.ts';
export { mostUploadBytes } from './redraw.ts';

type Of = Omit<UploadOwner, 'context'>;

export type Uploads = {
  /**
   * Takes a picture whose bytes are read by `body`, once there is room for them: one is drawn at a time, and a few wait.
   * Throws a Refusal for what is no picture we take.
   */
  take(of: Of, body: () => Promise<Buffer>): Promise<{ uploadId: string; width: number; height: number }>;
  /** A picture with what it was sent for and is attached to; undefined where there is none any more. */
  read(uploadId: string): Promise<(KeptUpload & { owner: string; attachedTo: string | null }) | undefined>;
};

const dayMs = 86_400_000;
/** Nobody needs more pictures that belong to nothing. */
const mostLoose = 20;
/** So many bodies are in memory; whoever sends slowly holds up nobody but who waits behind them all. */
const reading = { atOnce: 6, mostWaiting: 12 };
/** Whoever sends for the same thing waits for themselves: one link takes a third of the places, however slowly it sends. */
const sending = { atOnce: 2, mostWaiting: mostLoose };
/** For one picture the decoder may need a quarter of a gigabyte for a second. */
const drawing = { atOnce: 1, mostWaiting: reading.atOnce };

const tooManyLoose = (): Refusal =>
  new Refusal(
    'conflict',
    'too_many_uploads',
    `There are ${mostLoose} pictures for this already that belong to nothing`,
  );

const erased = (): Refusal =>
  new Refusal('conflict', 'erased', 'The person this is of was erased; nothing of them is taken in');

/** Opens the door for one context. `clock` of the platform says when things expire. */
export const openUploads = (platform: Platform, context: string): Uploads => {
  const { database, privacy, clock } = platform;
  const read = createTurnstile(reading);
  const ownTurn = createTurnstiles(sending);
  const alone = createTurnstile(drawing);
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
    await database.transaction(async (tx) => {
      // Asked again: to send a picture may take longer than to erase somebody.
      if (!(await privacy.holdLiving(tx, of.subject))) throw erased();
      await keepUpload({ privacy, tx }, upload);
    });
    return uploadId;
  };
  const insist = async ({ owner, subject }: Of): Promise<void> => {
    // Whoever is gone is not brought back by a picture.
    if ((await privacy.standingOf([subject])).get(subject)?.living === false) throw erased();
    if ((await countLoose(database, { context, owner }, clock.now())) >= mostLoose) throw tooManyLoose();
  };
  const takeIn = async (of: Of, body: () => Promise<Buffer>) => {
    await insist(of);
    const bytes = await body();
    const drawn = await alone(() => draw(bytes));
    return { uploadId: await keep(of, drawn), width: drawn.width, height: drawn.height };
  };
  return {
    take: (of, body) => ownTurn(of.owner, () => read(() => takeIn(of, body))),
    read: (uploadId) => readUpload({ privacy, sql: database }, { uploadId, context }),
  };
};
