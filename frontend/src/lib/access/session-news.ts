/** The tabs of a browser tell each other that somebody signed in or out, or is somebody else now. No message says who. */
const name = 'gantry.session';

/** Tells the other tabs. */
export const tellSession = (): void => {
  if (typeof BroadcastChannel === 'undefined') return;
  const channel = new BroadcastChannel(name);
  channel.postMessage('changed');
  channel.close();
};

/** Calls `heard` whenever another tab tells; returns what ends it. */
export const hearSession = (heard: () => void): (() => void) => {
  if (typeof BroadcastChannel === 'undefined') return () => {};
  const channel = new BroadcastChannel(name);
  channel.onmessage = heard;
  return () => channel.close();
};
