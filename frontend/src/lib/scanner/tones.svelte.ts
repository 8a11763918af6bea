/**
 * What a scan sounds like: one short high tone for what counted, two low ones and a shake for what did not. A browser plays
 * nothing before somebody touched the page, so the page says whether it can be heard.
 */
const stored = 'gantry.scan-sound';
type Note = { hertz: number; at: number; seconds: number };
const accepted: readonly Note[] = [{ hertz: 1_320, at: 0, seconds: 0.09 }];
const refused: readonly Note[] = [
  { hertz: 196, at: 0, seconds: 0.16 },
  { hertz: 165, at: 0.22, seconds: 0.24 },
];
const shake = [140, 70, 220];
const loudness = 0.25;

const choiceKept = (): boolean => {
  try {
    return localStorage.getItem(stored) !== 'off';
  } catch {
    return true;
  }
};

const play = (context: AudioContext, notes: readonly Note[]): void => {
  for (const { hertz, at, seconds } of notes) {
    const [tone, gain] = [context.createOscillator(), context.createGain()];
    const from = context.currentTime + at;
    tone.frequency.value = hertz;
    tone.type = 'square';
    gain.gain.setValueAtTime(loudness, from);
    // A tone that is cut off clicks.
    gain.gain.setTargetAtTime(0, from + seconds - 0.03, 0.01);
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(from + seconds);
  }
};

export class Tones {
  /** Somebody wants to hear them. */
  wanted = $state(choiceKept());
  /** The browser lets them be heard: somebody has touched the page. */
  allowed = $state(false);
  #context: AudioContext | null = null;

  /** Waits for the first touch; returns what ends it. */
  open(): () => void {
    const gone = new AbortController();
    for (const kind of ['pointerdown', 'keydown'])
      addEventListener(kind, () => void this.#wake(), { capture: true, signal: gone.signal });
    void this.#wake();
    return () => {
      gone.abort();
      void this.#context?.close();
      this.#context = null;
      this.allowed = false;
    };
  }

  turn(): void {
    this.wanted = !this.wanted;
    try {
      localStorage.setItem(stored, this.wanted ? 'on' : 'off');
    } catch {
      // It lasts as long as the page then.
    }
    if (this.wanted) this.accept();
  }

  accept(): void {
    this.#sound(accepted);
  }

  refuse(): void {
    this.#sound(refused);
    // Before the first touch a browser refuses that too, and tells so in its console.
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(shake);
  }

  #sound(notes: readonly Note[]): void {
    if (this.wanted && this.allowed && this.#context) play(this.#context, notes);
  }

  async #wake(): Promise<void> {
    if (this.allowed || navigator.userActivation?.hasBeenActive === false) return;
    this.#context ??= new AudioContext();
    await this.#context.resume();
    this.allowed = this.#context.state === 'running';
  }
}
