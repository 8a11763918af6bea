/** Forms with photos are held whole while they are read: a few at a time, so that memory has a bound. */
const most = 2;

/** Counts who is inside. */
export const createFew = () => {
  let inside = 0;
  return {
    /** Does some work unless too many do; `busy` says that it was not done. */
    try: async <T>(work: () => Promise<T>): Promise<T | 'busy'> => {
      if (inside >= most) return 'busy';
      inside++;
      try {
        return await work();
      } finally {
        inside--;
      }
    },
  };
};
