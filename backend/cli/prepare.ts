/** Builds what is built once, for an image or before the first start: the Prisma client and the pages. */
import { setUp } from './setup.ts';

await setUp((text) => process.stdout.write(`${text}\n`));
