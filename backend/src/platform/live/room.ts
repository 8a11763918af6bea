/**
 * What a room of sockets is: who may come in, which events it carries, and how a window of the log becomes what it says.
 * Contexts declare rooms; `live.ts` follows the log once for all of them.
 */

import type { Caller, Need } from '@gantry/shared/caller';
import type { EventDefinition, RecordedEvent } from '@gantry/shared/events/define';
import type { JoinReply, LogStanding, ServerToClient } from '@gantry/shared/live';
import type { CaughtUp, Missed } from './catch-up.ts';

/** Log positions (from, to], with those of their events that the room carries. */
export type LogWindow = { from: number; to: number; events: readonly RecordedEvent[] };

/** Says one thing of the socket contract. */
export type Say = <Name extends keyof ServerToClient>(name: Name, what: Parameters<ServerToClient[Name]>[0]) => void;

/** How a room is heard: a prefix room has one audience for each full name. */
export type Voice = {
  to(room: string): Say;
  /** How many sockets are in it. */
  listeners(room: string): number;
};

/** A socket that was admitted. `after` is the last log position it has. */
export type Newcomer = {
  room: string;
  caller: Caller;
  after: number | undefined;
  /** Tells this socket alone what it missed, as fast as it can take it. */
  catchUp(missed: Missed): Promise<CaughtUp>;
  /**
   * Lets it in, where the room has several audiences to the one named. From then on it hears that; what is done before
   * without waiting cannot be overtaken. A room whose full name is a secret names its audiences otherwise.
   */
  join(audience?: string): void;
  /** True once it asked for something else instead, or is gone. */
  superseded(): boolean;
};

/** A room that is open in this process. */
export type OpenRoom = {
  /** Says what the newcomer missed, lets it in, and answers from where on it is told. */
  enter(newcomer: Newcomer): Promise<JoinReply>;
  /** Called for every window, at once; must neither wait nor throw. */
  take(window: LogWindow): void;
  close?(): void;
};

/** How an open room begins: by whom it is heard, the log position its first window follows, and how the log stands. */
export type Opening = { voice: Voice; from: number; log(): LogStanding };

/**
 * A room by whose leave staff follow the events it names; the socket hears them thin, as `log:frame`. The scope is that of the
 * endpoint where the same can be read.
 */
export type FollowedRoom = {
  name: string;
  need: Need & Required<Pick<Need, 'scope'>>;
  events: readonly EventDefinition[];
};

/** A room that is joined and has something of its own to say. */
export type JoinedRoom = {
  /** As in the contract, or a prefix ending in a colon. */
  name: string;
  /** Whether the caller may come in; asked at every join. */
  admits(caller: Caller, room: string): boolean | Promise<boolean>;
  /** Which events it is told of; every one when left out. */
  events?: readonly EventDefinition[];
  open(opening: Opening): OpenRoom;
};

export type Room = FollowedRoom | JoinedRoom;

/** Declares a room. */
export const room = <Declared extends Room>(declaration: Declared): Declared => declaration;

export const isJoined = (one: Room): one is JoinedRoom => 'open' in one;
export const isFollowed = (one: Room): one is FollowedRoom => !isJoined(one);
