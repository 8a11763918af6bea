/** Processes as their machine knows them: a pid means one only together with when it started, and only where it was seen. */

/** This process; null what the system does not say. */
export type OwnPid = { pid: number; identity: string | null; space: string | null };

/** A process noted in one pid space: whoever is in it too can tell whether it still runs. */
export type Neighbour = { id: string; pid: number; identity: string };

/** What the system says of processes: which one this is, and whether one noted in its pid space has ended for certain. */
export type Pids = { own: OwnPid; hasEnded(process: Neighbour): boolean };
