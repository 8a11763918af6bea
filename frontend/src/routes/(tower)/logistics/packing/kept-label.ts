/** Carrier and service of the last label made in this browser: most parcels of a station go the same way. */
const stored = 'gantry.label';
type KeptLabel = { carrier: string; service: string };

export const keptLabel = (): KeptLabel => {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored) ?? '{}');
    const { carrier, service } = (value ?? {}) as Partial<Record<keyof KeptLabel, unknown>>;
    return {
      carrier: typeof carrier === 'string' ? carrier : '',
      service: typeof service === 'string' ? service : '',
    };
  } catch {
    return { carrier: '', service: '' };
  }
};

export const keepLabel = ({ carrier, service }: KeptLabel): void => {
  try {
    localStorage.setItem(stored, JSON.stringify({ carrier, service }));
  } catch {
    // It is typed again then.
  }
};
