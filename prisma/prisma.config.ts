/** Tells Prisma's command line where the models and the migrations are. */
import { defineConfig } from 'prisma/config';

// biome-ignore lint/style/noDefaultExport: Prisma reads its configuration from the default export.
export default defineConfig({ schema: 'schema', migrations: { path: 'migrations' } });
