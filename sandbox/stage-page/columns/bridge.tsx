import type { VNode } from 'preact';
import { Act } from '../act.tsx';
import type { Told } from '../bridge-history.ts';
import type { Owned } from '../processes.ts';
import type { Sandbox } from '../sandbox.ts';

const shownLines = 12;

/** The two processes, and the histories that the bridge keeps. */
export function BridgeColumn({ sandbox, told }: { sandbox: Sandbox; told: readonly Told[] }): VNode {
  return (
    <section aria-labelledby="bridge">
      <h2 id="bridge">The bridge</h2>
      <Process name="The bridge" process={sandbox.bridge} kill="/kill/bridge" />
      <Process name="Redis" process={sandbox.redis} kill="/kill/redis" />
      <p class="soft">Killed, it starts again by itself, and goes on with what is stored.</p>
      {told.length === 0 && <p class="soft">No interview yet.</p>}
      {told.map(({ title, state, reason, lines }) => (
        <div class="card">
          <h3>
            {title} <span class="tag">{state}</span>
          </h3>
          <p class="soft">{reason}</p>
          <ol class="line">
            {lines.slice(-shownLines).map(({ at, text }) => (
              <li>
                <time datetime={at}>{at.slice(11, 19)}</time> {text}
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function Process({ name, process, kill }: { name: string; process: Owned; kill: string }): VNode {
  const isUp = process.isUp();
  return (
    <div class="row">
      <span>
        {name}: <strong class={isUp ? 'good' : 'bad'}>{isUp ? 'runs' : 'is down'}</strong>{' '}
        <span class="soft">({process.starts() === 1 ? 'started once' : `started ${process.starts()} times`})</span>
      </span>
      <Act to={kill} isDisabled={!isUp}>
        kill -9 {name === 'Redis' ? 'Redis' : 'the bridge'}
      </Act>
    </div>
  );
}
