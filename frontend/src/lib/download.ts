/** A file that the tower makes, kept by the browser: a refusal is a problem of the page, and never saved as if it were the file. */
import type { Endpoint } from '@gantry/shared/api/endpoint';
import { staff } from './access/staff.svelte.ts';
import { CallFailed, pathOf, problemFrom, unreachable } from './api.ts';

/** Rejects with CallFailed only. */
export const download = async (endpoint: Endpoint, params: Record<string, string>, name: string): Promise<void> => {
  const headers: Record<string, string> = staff.merchant === null ? {} : { 'gantry-merchant': staff.merchant };
  let blob: Blob;
  try {
    const response = await fetch(pathOf(endpoint.path, params), { headers, cache: 'no-store' });
    if (!response.ok) throw new CallFailed(await problemFrom(response));
    blob = await response.blob();
  } catch (cause) {
    throw cause instanceof CallFailed ? cause : unreachable(cause);
  }
  const address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};
