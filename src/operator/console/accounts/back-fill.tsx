import type { VNode } from 'preact';
import {
  backFillMinutes,
  candidatesHeld,
  startBackFill,
  stopBackFill,
  triggerToFill,
} from '../../actions/back-fill.ts';
import { stageDoorOf } from '../../api/stage-door.ts';
import { connectionOf, triggerView } from '../../queries/triggers.ts';
import { Button, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { action, page } from '../page.ts';
import { Place } from './trigger-card.tsx';
import { pathOf } from './words.tsx';

const listedAtMost = 200;
const path = '/accounts/:name/triggers/:id/back-fill';

/** A dry run: it counts and lists them. */
export const backFillPage = page({ path, place: 'accounts' }).showing({
  load: async (parts, { params: { name, id } }) => {
    const account = stageDoorOf(parts, name);
    const trigger = await triggerToFill(parts, account, id);
    const [record, held] = await Promise.all([connectionOf(parts, account), candidatesHeld(parts, account, trigger)]);
    return { name, held, view: triggerView(account, record, trigger) };
  },
  title: ({ name }) => `Back-fill of ${name}`,
  view: ({ name, held, view }) => (
    <>
      <section>
        <h2>
          <Place view={view} />
        </h2>
        {held.length === 0 ? (
          <p>No candidate stood there before, or all of them are invited already.</p>
        ) : (
          <Start name={name} id={view.id} count={held.length} isRunning={view.back_fill?.state === 'running'} />
        )}
        <p>
          <Link to={pathOf(name, '/triggers')}>Back to the triggers</Link>
        </p>
      </section>
      {held.length > 0 && (
        <section>
          <h2>{held.length > listedAtMost ? `The first ${listedAtMost}` : 'Who they are'}</h2>
          <ul>
            {held.slice(0, listedAtMost).map(({ id, candidateId }) => (
              <li>
                <Link to={`/applications/${encodeURIComponent(id)}`}>
                  <code>{candidateId}</code>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  ),
});

type StartProps = { name: string; id: string; count: number; isRunning: boolean };

function Start({ name, id, count, isRunning }: StartProps): VNode {
  const minutes = backFillMinutes(count);
  const to = pathOf(name, `/triggers/${id}/back-fill`);
  return (
    <>
      <p>
        {counted(count, 'candidate')} stood there before. At most 30 a minute are invited: it takes about{' '}
        {minutes === 1 ? 'a minute' : `${minutes} minutes`}. You can stop it; who was invited by then stays so.
      </p>
      <div class="row">
        {isRunning ? (
          <Button to={`${to}/stop`} text="Stop it" />
        ) : (
          <Button to={`${to}/start`} text={count === 1 ? 'Invite this one' : `Invite these ${count}`} isMain />
        )}
      </div>
    </>
  );
}

const startAction = action({ path: `${path}/start`, from: path, place: 'accounts' }).doing(
  async (parts, { params: { name, id } }) => {
    const account = stageDoorOf(parts, name);
    await triggerToFill(parts, account, id);
    await startBackFill(parts, account, id);
    return { next: pathOf(name, '/triggers'), said: 'The back-fill has begun.' };
  },
);

const stopAction = action({ path: `${path}/stop`, from: path, place: 'accounts' }).doing(
  async (parts, { params: { name, id } }) => {
    const account = stageDoorOf(parts, name);
    await triggerToFill(parts, account, id);
    await stopBackFill(parts, account, id);
    return { next: pathOf(name, '/triggers'), said: 'The back-fill is stopped: who was released by then is invited.' };
  },
);

export const backFillActions = [startAction, stopAction];
