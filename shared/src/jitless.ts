/**
 * Tells zod to compile no code: pages forbid it, and the browser would report each try as a breach of their policy. To be imported
 * by a page's entry before any schema is made.
 */
import { config } from 'zod';

config({ jitless: true });
