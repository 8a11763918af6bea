/** The station this browser stands at: chosen once, remembered until another is. */
const stored = 'gantry.station';

export const myStation = (): string | null => {
  try {
    return localStorage.getItem(stored);
  } catch {
    return null;
  }
};

export const keepStation = (station: string): void => {
  try {
    localStorage.setItem(stored, station);
  } catch {
    // It is chosen again then.
  }
};
