/**
 * Dark or light: what was chosen last in this browser, else what the profile says, else the system's choice; a wall is dark
 * until somebody says otherwise there.
 */
import type { Preferences } from '@gantry/shared/api/access/session';

export type Theme = 'dark' | 'light';
const ofBrowser = 'gantry.theme';
/** The profile's, kept so that a page has it before its first paint. */
const ofProfile = 'gantry.theme.profile';

const read = (name: string): Theme | null => {
  try {
    const value = localStorage.getItem(name);
    return value === 'dark' || value === 'light' ? value : null;
  } catch {
    return null;
  }
};
const keep = (name: string, theme: Theme | null): void => {
  try {
    if (theme === null) localStorage.removeItem(name);
    else localStorage.setItem(name, theme);
  } catch {
    // A browser that keeps nothing still shows the chosen theme until it closes.
  }
};

class ThemeState {
  /** What is on the screen now. The server does not know and says dark. */
  current = $state<Theme>('dark');
  #onWall = false;

  /** Applies what a page should have when it opens. */
  settle(onWall: boolean): void {
    this.#onWall = onWall;
    const theme = read(ofBrowser) ?? (onWall ? 'dark' : read(ofProfile));
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    this.current = theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }

  toggle(): void {
    this.current = this.current === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = this.current;
    keep(ofBrowser, this.current);
  }

  /** What the profile says; null when nobody is signed in any more. */
  prefer(theme: Preferences['theme'] | null): void {
    keep(ofProfile, theme === 'dark' || theme === 'light' ? theme : null);
    this.settle(this.#onWall);
  }

  /** The profile was just changed here: what this browser had chosen before no longer counts. */
  chooseInProfile(theme: Preferences['theme']): void {
    keep(ofBrowser, null);
    this.prefer(theme);
  }
}

export const theme = new ThemeState();
