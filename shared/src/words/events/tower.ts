/** What happened to the tower itself, in words: what failed, who was erased, keys, people, settings, connections. Pure. */

import * as analysts from '../../events/access/analysts.ts';
import * as kiosks from '../../events/access/kiosks.ts';
import * as people from '../../events/access/people.ts';
import * as access from '../../events/access.ts';
import { brandConfigured } from '../../events/brands.ts';
import { connectionConfigured } from '../../events/connections.ts';
import { erpConfigured } from '../../events/erp.ts';
import * as merchants from '../../events/merchants.ts';
import * as privacy from '../../events/privacy.ts';
import { groupChanged } from '../../events/settings.ts';
import * as trash from '../../events/trash.ts';
import { reasonWords } from '../trash-reasons.ts';
import { because, count, lowWords } from './phrases.ts';
import { type Teller, teller } from './telling.ts';

const trashLink = (trashId: string): string => `/logistics/trash/${encodeURIComponent(trashId)}`;

const failures = [
  teller(trash.messageTrashed, 'failure', ({ trashId, handler, reason, detail, source }) => ({
    text: `Into the Trash: ${reasonWords(reason)} (${handler})`,
    meaning: 'problem',
    ...(detail ? { detail } : {}),
    reasons: [`Source: ${lowWords(source)}`],
    href: trashLink(trashId),
  })),
  teller(trash.messageRepaired, 'failure', ({ trashId, source }) => ({
    text: source ? `Read again from ${source}` : 'Repaired in the Trash',
    meaning: 'moving',
    href: trashLink(trashId),
  })),
  teller(trash.messageRetried, 'failure', ({ trashId }) => ({
    text: 'Tried again from the Trash',
    meaning: 'moving',
    href: trashLink(trashId),
  })),
  teller(trash.messageResolved, 'failure', ({ trashId, overtakenBy }) => ({
    text: overtakenBy ? `Closed in the Trash: overtaken by ${overtakenBy}` : 'Went on from the Trash',
    meaning: 'delivered',
    href: trashLink(trashId),
  })),
  teller(trash.retryFailed, 'failure', ({ trashId, reason, detail }) => ({
    text: `Failed again: ${reasonWords(reason)}`,
    meaning: 'problem',
    ...(detail ? { detail } : {}),
    href: trashLink(trashId),
  })),
  teller(trash.messageDiscarded, 'failure', ({ trashId, reason }) => ({
    text: `Discarded from the Trash${because(reason)}`,
    meaning: 'waiting',
    href: trashLink(trashId),
  })),
];

const measures = {
  entries_per_hour: 'entries an hour',
  open_entries: 'open entries',
  oldest_hours: 'hours of the oldest',
};
const manyFailures = [
  teller(trash.trashRunStarted, 'failure', ({ action, total }) => ({
    text: `${action === 'retry' ? 'Many tried again' : 'Many discarded'} from the Trash: ${count(total)}`,
    meaning: 'moving',
  })),
  teller(trash.trashRunFinished, 'failure', ({ done, failed }) => ({
    text: `All of them through: ${count(done)} done, ${count(failed)} failed`,
    meaning: failed > 0 ? 'problem' : 'delivered',
  })),
  teller(trash.trashGrowthRaised, 'failure', ({ measures: found }) => ({
    text: `The Trash grows: ${found.map(({ measure, is, limit }) => `${count(is)} ${measures[measure]}, ${count(limit)} is usual`).join('; ')}`,
    meaning: 'problem',
  })),
  teller(trash.trashGrowthCleared, 'failure', () => ({ text: 'The Trash grows no more', meaning: 'delivered' })),
];

const persons = [
  // Who it was is gone, and the reason may have named them.
  teller(privacy.subjectErased, 'privacy', () => ({
    text: 'A person was erased: what named them is gone for good',
    meaning: 'waiting',
  })),
  teller(privacy.pastSealed, 'privacy', ({ rows, events }) => ({
    text: `What was written before is sealed: ${count(rows)} rows, ${count(events)} events`,
    meaning: 'waiting',
  })),
  teller(people.personInvited, 'change', ({ personId, area }) => ({
    text: `Person ${personId} invited as ${area}`,
    meaning: 'waiting',
  })),
  teller(people.personJoined, 'change', ({ personId }) => ({ text: `Person ${personId} joined`, meaning: 'waiting' })),
  teller(people.personRightsChanged, 'change', ({ personId, area }) => ({
    text: `Rights of person ${personId} changed: ${area}`,
    meaning: 'waiting',
  })),
  teller(people.personDisabled, 'change', ({ personId }) => ({
    text: `Person ${personId} may not come in any more`,
    meaning: 'waiting',
  })),
  teller(people.personEnabled, 'change', ({ personId }) => ({
    text: `Person ${personId} may come in again`,
    meaning: 'waiting',
  })),
];

const keys = [
  teller(access.keyIssued, 'change', ({ name, area }) => ({
    text: `Key ${name} issued for ${area}`,
    meaning: 'waiting',
  })),
  teller(access.keyRotated, 'change', ({ keyId }) => ({ text: `Key ${keyId} has a new secret`, meaning: 'waiting' })),
  teller(access.keyRevoked, 'change', ({ keyId }) => ({ text: `Key ${keyId} revoked`, meaning: 'waiting' })),
  teller(analysts.analystAdded, 'change', ({ name }) => ({ text: `Analyst ${name} added`, meaning: 'waiting' })),
  teller(analysts.analystRevoked, 'change', ({ user }) => ({ text: `Analyst ${user} revoked`, meaning: 'waiting' })),
  teller(kiosks.kioskAdded, 'change', ({ name }) => ({ text: `Kiosk ${name} added`, meaning: 'waiting' })),
  teller(kiosks.kioskLinked, 'change', ({ kioskId }) => ({
    text: `Kiosk ${kioskId} has a new link`,
    meaning: 'waiting',
  })),
  teller(kiosks.kioskPaired, 'change', ({ kioskId }) => ({
    text: `A screen is kiosk ${kioskId} now`,
    meaning: 'waiting',
  })),
  teller(kiosks.kioskRevoked, 'change', ({ kioskId }) => ({ text: `Kiosk ${kioskId} revoked`, meaning: 'waiting' })),
];

const house = [
  teller(merchants.merchantAdded, 'change', ({ merchant, name }) => ({
    text: `Merchant ${merchant} is ${name}`,
    meaning: 'waiting',
  })),
  teller(merchants.merchantChanged, 'change', ({ merchant, state }) => ({
    text: `Merchant ${merchant} changed${state ? `: ${state}` : ''}`,
    meaning: 'waiting',
  })),
  teller(groupChanged, 'change', ({ group, version, note }) => ({
    text: `Settings ${group}, version ${version}${because(note)}`,
    meaning: 'waiting',
  })),
  teller(connectionConfigured, 'change', ({ label, adapter }) => ({
    text: `Connection ${label} set: ${adapter}`,
    meaning: 'waiting',
  })),
  teller(erpConfigured, 'change', ({ kind, enabled, newSecret }) => ({
    text: `ERP set: ${kind}, ${enabled ? 'on' : 'off'}`,
    meaning: 'waiting',
    ...(newSecret ? { detail: 'With a new secret' } : {}),
  })),
  teller(brandConfigured, 'change', ({ channel, name }) => ({
    text: `Tracking page of ${channel} is ${name}’s`,
    meaning: 'waiting',
  })),
];

export const towerTellers: readonly Teller[] = [...failures, ...manyFailures, ...persons, ...keys, ...house];
