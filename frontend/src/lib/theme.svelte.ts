/** Dark or light: what the viewer chose last, else dark on a wall and the system's choice elsewhere. */
export type Theme = 'dark' | 'light';
const stored = 'gantry.theme';

const chosen = (): Theme | null => {
  try {
    const value = localStorage.getItem(stored);
    return value === 'dark' || value === 'light' ? value : null;
  } catch {
    return null;
  }
};

class ThemeState {
  /** What is on the screen now. The server does not know and says dark. */
  current = $state<Theme>('dark');

  /** Applies what a page should have when it opens. */
  settle(onWall: boolean): void {
    const theme = chosen() ?? (onWall ? 'dark' : null);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    this.current = theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  }

  toggle(): void {
    this.current = this.current === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = this.current;
    try {
      localStorage.setItem(stored, this.current);
    } catch {
      // A browser that keeps nothing still shows the chosen theme until it closes.
    }
  }
}

export const theme = new ThemeState();
