import { Failure } from '../../../errors.ts';
import { deliverOne } from '../../actions/deliver.ts';
import { dismiss } from '../../actions/dismiss.ts';
import { inviteAgain } from '../../actions/invite-again.ts';
import { isMissing, type Missing, namedWithDeliveries } from '../../actions/named.ts';
import { foundApplication } from '../../api/found.ts';
import { personOf } from '../../queries/applications.ts';
import type { Obstacle } from '../../queries/obstacle.ts';
import type { SelectedApplication } from '../../selected.ts';
import { WayBack } from '../frame.tsx';
import { Person } from '../interview/person.tsx';
import { action, type ConsoleParts } from '../page.ts';
import { obstacleToEntries, pathOf } from './load.ts';

const at = { from: '/applications/:id', place: 'applications' } as const;

const deliverAction = action({ path: '/applications/:id/deliver', ...at }).doing(async (parts, { params: { id } }) => {
  const result = await deliverOne(parts, await applicationOf(parts, id));
  if (!result) throw gone();
  if (result.outcome !== 'queued')
    return { next: pathOf(id), said: `There is nothing to deliver: ${result.reason}.`, isWarning: true };
  const obstacle = await obstacleToEntries(parts, id);
  return { next: pathOf(id), said: saidOf(obstacle), isWarning: obstacle !== undefined };
});

/** What will really happen. */
function saidOf(obstacle: Obstacle | undefined): string {
  if (!obstacle) return 'What is missing on the timeline is sent to Workable now.';
  return obstacle.isTried
    ? 'One entry of the account is tried now: what Workable answers decides about the others. What they wait for is said below.'
    : 'It cannot be sent yet. What it waits for is said below: then it goes out by itself.';
}

const dismissAction = action({ path: '/applications/:id/dismiss', ...at }).doing(async (parts, { params: { id } }) => {
  await applicationOf(parts, id);
  const results: (Missing | { outcome: string })[] = [];
  await dismiss(parts, [id], (_id, each) => void results.push(each));
  const [result] = results;
  if (!result || isMissing(result)) throw gone();
  if (result.outcome === 'not-failed') throw new Failure('conflict', 'No entry of it has failed');
  return { next: pathOf(id), said: 'The failure is dismissed: it raises no alarm any more.' };
});

const inviteAction = action({ path: '/applications/:id/invite', ...at }).doing(async (parts, { params: { id } }) => {
  const result = await inviteAgain(parts, await applicationOf(parts, id));
  if (result.outcome === 'missing') throw gone();
  if (result.outcome === 'no-use') throw new Failure('conflict', result.why);
  return { next: pathOf(id), said: 'The candidate is invited as soon as nothing is in the way.' };
});

const revealAction = action({ path: '/applications/:id/reveal', ...at }).doing(async (parts, { params: { id } }) => {
  const { record, account } = await applicationOf(parts, id);
  await parts.audit({ account: account.name, did: 'revealed names and addresses', ids: [id] });
  return {
    title: `Application ${id}`,
    content: (
      <section>
        <Person {...personOf(record)} />
        <WayBack to={pathOf(id)} text="Back to the application, without names" />
      </section>
    ),
  };
});

async function applicationOf(parts: ConsoleParts, id: string): Promise<SelectedApplication> {
  return foundApplication(id, await namedWithDeliveries(parts, id));
}

function gone(): Failure {
  return new Failure('not-found', 'There is no such application');
}

export const applicationActions = [deliverAction, dismissAction, inviteAction, revealAction];
