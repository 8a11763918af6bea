/** What the frames of a backup's file say, each as JSON of a fixed shape. */
import { z } from 'zod';
import { erasure } from './erasures.ts';

const tableSum = z.object({ rows: z.int(), sum: z.string() });
const archivedPartition = z.object({ name: z.string(), of: z.string(), bound: z.string(), by: z.string().nullable() });
export const frames = {
  head: z.object({
    createdAt: z.string(),
    version: z.string(),
    postgres: z.string(),
    /** Names of the migrations that the database stands at. */
    migrations: z.array(z.string()),
    logHead: z.int(),
    keyFingerprint: z.string().nullable(),
    /** The other file of the backup, and which of the two this is. Left out before there were two. */
    pair: z.object({ id: z.string(), part: z.enum(['rows', 'keys']) }).optional(),
    /** The home of the tower, as that machine names it: its list of erasures counts. Left out before lists had marks. */
    home: z.string().optional(),
    /** Who had been erased by then. */
    erased: z.array(erasure).optional(),
  }),
  table: z.object({ name: z.string(), columns: z.array(z.string()), partitions: z.array(archivedPartition) }),
  sum: tableSum,
  sequences: z.array(z.object({ name: z.string(), value: z.string(), called: z.boolean() })),
  keys: z.object({ secretKey: z.string().nullable(), adminKey: z.string().nullable() }),
  whole: z.object({ tables: z.array(tableSum.extend({ name: z.string() })), sha256: z.string() }),
};

type Frames = { [Kind in keyof typeof frames]: z.infer<(typeof frames)[Kind]> };
export type ArchiveHead = Frames['head'];
export type ArchivedTable = Frames['table'];
export type ArchivedSequence = Frames['sequences'][number];
export type TowerKeys = Frames['keys'];
export type ArchiveEnd = Frames['whole'];
export type Told = { [Kind in keyof Frames]: { kind: Kind; value: Frames[Kind] } }[keyof Frames];
export type Entry = Told | { kind: 'data'; value: Buffer };
