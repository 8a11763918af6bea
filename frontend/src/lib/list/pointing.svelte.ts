/** Whether somebody points at rows, or stands on one with the keys: nothing moves under them meanwhile, nor right after. */
const leaveMs = 800;

export class Pointing {
  at = $state(false);
  #leaving: ReturnType<typeof setTimeout> | undefined;

  enter(): void {
    clearTimeout(this.#leaving);
    this.at = true;
  }

  /** The pointer or the focus went elsewhere; `left` is called a moment later unless one of them came back. */
  leave(root: HTMLElement, left: () => void): void {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => {
      if (root.matches(':hover') || root.contains(document.activeElement)) return;
      this.at = false;
      left();
    }, leaveMs);
  }

  stop(): void {
    clearTimeout(this.#leaving);
  }
}
