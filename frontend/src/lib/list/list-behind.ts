/** The list behind a drawer: what was changed in the drawer is read again there. Set by the layout that draws the list. */
import { createContext } from 'svelte';

export const [listBehind, setListBehind] = createContext<{ load(): Promise<void> }>();
