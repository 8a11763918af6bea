/** The time of day for ages and dates on pages that nobody reloads: one clock for all of them, moving once a minute. */
class Minute {
  now = $state(Date.now());

  /** Starts the clock; returns what stops it. */
  run(): () => void {
    this.now = Date.now();
    const timer = setInterval(() => {
      this.now = Date.now();
    }, 60_000);
    return () => clearInterval(timer);
  }
}
export const minute = new Minute();
