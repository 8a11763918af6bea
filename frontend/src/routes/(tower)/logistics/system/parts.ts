/** The parts of the system page in their order. What a later page has to say about the tower is a component and a line here. */
import type { SystemFigures } from '@gantry/shared/api/system';
import type { Component } from 'svelte';
import Comparisons from './Comparisons.svelte';
import Disks from './Disks.svelte';
import Log from './Log.svelte';
import Processes from './Processes.svelte';
import Stores from './Stores.svelte';
import Subscribers from './Subscribers.svelte';
import type { Part } from './verdict.ts';
import Work from './Work.svelte';
import { disksWarn, logWarns, subscribersWarn, workWarns } from './warnings.ts';

export type SystemPart = Part & {
  about: string;
  column: 'first' | 'second';
  draw: Component<{ figures: SystemFigures }>;
};

/** What is measured in Postgres cannot be known without it. */
const measured = ({ log }: SystemFigures): boolean => log.head !== null;

export const parts: readonly SystemPart[] = [
  {
    title: 'Log',
    about: 'Where events get their place, and who holds them up',
    names: ['log', 'horizon'],
    known: measured,
    warns: logWarns,
    column: 'first',
    draw: Log,
  },
  {
    title: 'Stores',
    about: 'Asked by the process that drew this page',
    names: ['store'],
    known: () => true,
    column: 'second',
    draw: Stores,
  },
  {
    title: 'Subscribers',
    about: 'Readers of the log: how far each is behind its head',
    names: ['subscriber', 'facts', 'reactions'],
    known: measured,
    warns: subscribersWarn,
    column: 'first',
    draw: Subscribers,
  },
  {
    title: 'Work',
    about: 'Jobs that are open, and messages that were put off',
    names: ['job', 'queue', 'inbox'],
    known: measured,
    warns: workWarns,
    column: 'second',
    draw: Work,
  },
  {
    title: 'Processes',
    about: 'Heard of in the last six seconds',
    names: ['worker', 'api', 'process'],
    known: measured,
    column: 'second',
    draw: Processes,
  },
  {
    title: 'Disks',
    about: 'Writes are refused before a disk is full',
    names: ['disk'],
    known: ({ disks }) => disks.length > 0,
    warns: disksWarn,
    column: 'second',
    draw: Disks,
  },
  {
    title: 'Comparisons',
    about: 'What was made from the log, compared with the log',
    names: ['verified', 'verify'],
    known: ({ verified }) => verified.some(({ equal }) => equal !== null),
    column: 'second',
    draw: Comparisons,
  },
];
