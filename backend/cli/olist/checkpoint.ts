/** How far a replay has come, so that it can be stopped and resumed; and the secret its webhooks are signed with. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const schema = z.object({
  secret: z.string(),
  /** Doings from the first one on that have surely been sent. */
  sent: z.number().int().min(0),
  /** An order that the tower must know; when it does not, it is another tower and the replay begins anew. */
  witness: z.string().nullable(),
});
export type Checkpoint = z.infer<typeof schema>;

/** One file a tower and a list of doings: another sample is another replay. */
export const checkpointPath = (home: string, origin: string, keys: readonly string[]): string => {
  const name = createHash('sha256').update(origin).update(keys.join()).digest('hex').slice(0, 12);
  return join(home, `replay-olist-${name}.json`);
};

/** Reads the checkpoint, or begins one with a new secret. */
export const loadCheckpoint = (path: string): Checkpoint => {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return { secret: randomBytes(32).toString('base64url'), sent: 0, witness: null };
  }
};

/** Writes it for its owner alone, whole or not at all. */
export const saveCheckpoint = (path: string, checkpoint: Checkpoint): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(checkpoint), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};
