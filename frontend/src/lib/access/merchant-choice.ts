/**
 * Which merchant the pages of this tab are about: chosen in the tab, else what was chosen last in this browser. It is no
 * secret and no right: the tower decides whether its person may.
 */
const stored = 'gantry.merchant';
/** What stands for all merchants, so that a tab that chose all does not take up what another tab chose. */
const all = '*';

const read = (storage: () => Storage): string | null => {
  try {
    return storage().getItem(stored);
  } catch {
    return null;
  }
};

const meaning = (value: string | null): string | null | undefined =>
  value === null ? undefined : value === all ? null : value;

/** What this tab chose; null for all, undefined where nothing was chosen in it yet. */
export const merchantOfTab = (): string | null | undefined => meaning(read(() => sessionStorage));

/** What this tab chose, else what was chosen last in this browser: for the wall, which asks for no profile. */
export const chosenMerchant = (): string | null => merchantOfTab() ?? meaning(read(() => localStorage)) ?? null;

/** Keeps a choice for this tab, and for tabs that are opened later. */
export const keepMerchant = (merchant: string | null): void => {
  try {
    sessionStorage.setItem(stored, merchant ?? all);
    localStorage.setItem(stored, merchant ?? all);
  } catch {
    // It lasts as long as the page then.
  }
};

/** Forgets the choice: whoever signs in next starts with their own. */
export const forgetMerchant = (): void => {
  try {
    sessionStorage.removeItem(stored);
    localStorage.removeItem(stored);
  } catch {
    // Nothing was kept.
  }
};
