// What SvelteKit's own types leave open: the shape of an error page and what adapter-node hands to hooks.
import type { IncomingMessage } from 'node:http';

declare global {
  namespace App {
    interface Error {
      message: string;
      /** A short machine word: `unknown_link`, `unavailable`, `busy`. */
      code?: string;
    }
    interface Locals {
      /** Origins that may show this page in a frame; set by the embedded tracking page only. */
      framedBy?: readonly string[];
    }
    interface Platform {
      req: IncomingMessage;
    }
  }
}
