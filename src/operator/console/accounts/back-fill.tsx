import type { VNode } from 'preact';
import {
  backFillMinutes,
  candidatesHeld,
  startBackFill,
  stopBackFill,
  triggerToFill,
} from '../../actions/back-fill.ts';
import { stageDoorOf } from '../../api/stage-door.ts';
import { connectionOf, type TriggerView, triggerView } from '../../queries/triggers.ts';
import { Button, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { Live, liveQuery } from '../live.tsx';
import { action, page } from '../page.ts';
import { Place } from './trigger-card.tsx';
import { pathOf } from './words.tsx';

const listedAtMost = 200;
const path = '/accounts/:name/triggers/:id/back-fill';

/** A dry run: it counts and lists them. */
export const backFillPage = page({ path, place: 'accounts', query: liveQuery }).showing({
  load: async (parts, { params: { name, id }, query: { live } }) => {
    const account = stageDoorOf(parts, name);
    const trigger = await triggerToFill(parts, account, id);
    const [record, held] = await Promise.all([connectionOf(parts, account), candidatesHeld(parts, account, trigger)]);
    return { name, held, view: triggerView(account, record, trigger), isLive: live === undefined };
  },
  title: ({ name }) => `Back-fill of ${name}`,
  view: ({ name, held, view, isLive }) => (
    <>
      <Live at={pathOf(name, `/triggers/${view.id}/back-fill`)} isOn={isLive && isRunning(view)} everySeconds={5}>
        <section>
          <h2>
            <Place view={view} />
          </h2>
          <Released view={view} left={held.length} />
          {held.length === 0 && <p>No candidate stood there before, or all of them are invited already.</p>}
          {(held.length > 0 || isRunning(view)) && (
            <Start name={name} id={view.id} count={held.length} isRunning={isRunning(view)} />
          )}
          <p>
            <Link to={pathOf(name, '/triggers')}>Back to the triggers</Link>
          </p>
        </section>
      </Live>
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

function isRunning({ back_fill: filling }: TriggerView): boolean {
  return filling?.state === 'running';
}

/** How far it is: who is released is invited by and by. */
function Released({ view: { back_fill: filling }, left }: { view: TriggerView; left: number }): VNode | null {
  if (!filling) return null;
  const total = filling.released + left;
  return (
    <p>
      <label for="released">
        {filling.released.toLocaleString('en-GB')} of {total.toLocaleString('en-GB')} have been let out, {filling.state}
      </label>
      <progress id="released" max={Math.max(total, 1)} value={filling.released} />
    </p>
  );
}

type StartProps = { name: string; id: string; count: number; isRunning: boolean };

function Start({ name, id, count, isRunning }: StartProps): VNode {
  const minutes = backFillMinutes(count);
  const to = pathOf(name, `/triggers/${id}/back-fill`);
  return (
    <>
      {count > 0 && (
        <p>
          {counted(count, 'candidate')} stood there before. At most 30 a minute are invited: it takes about{' '}
          {minutes === 1 ? 'a minute' : `${minutes} minutes`}. You can stop it; who was invited by then stays so.
        </p>
      )}
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
    return { next: pathOf(name, `/triggers/${id}/back-fill`), said: 'The back-fill has begun.' };
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
