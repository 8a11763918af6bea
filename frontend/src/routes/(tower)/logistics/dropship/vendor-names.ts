/** How vendors are called, for the drawer over the list. Set by the page that draws the list. */
import { createContext } from 'svelte';

export const [vendorNames, setVendorNames] = createContext<(vendor: string | null) => string>();
