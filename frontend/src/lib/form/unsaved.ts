/** Nothing typed is lost by a slip: leaving a form with changes asks first. */
import { beforeNavigate } from '$app/navigation';

/** Call while a component is being set up; `dirty` says whether there is something to lose. */
export const askBeforeLeaving = (dirty: () => boolean): void => {
  beforeNavigate((navigation) => {
    if (!dirty()) return;
    const same = navigation.to?.url.pathname === navigation.from?.url.pathname;
    if (same) return;
    // A browser asks by itself before a page is left for good.
    if (navigation.willUnload || !confirm('Leave without saving? What you changed here is lost.')) navigation.cancel();
  });
};
