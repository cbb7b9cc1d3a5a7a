import type { VNode } from 'preact';
import type { QueueStanding } from '../../../scheduler/wake-ups.ts';
import { ofEach } from '../../queries/totals.ts';
import { Live, liveQuery } from '../live.tsx';
import { At } from '../moment.tsx';
import { type ConsoleParts, page } from '../page.ts';

/** Read-only: what is due is in an index, and the queues only wake workers up. */
export const queuePage = page({
  path: '/queue',
  place: 'queue',
  query: liveQuery,
}).showing({
  title: 'Queue',
  load: async (parts, { query: { live } }) => {
    const [queues, work] = await Promise.all([parts.wakeUps.standing(), workOf(parts)]);
    return { queues, work, at: parts.now(), isLive: live === undefined };
  },
  view: ({ queues, work, at, isLive }) => (
    <Live at="/queue" isOn={isLive} everySeconds={10}>
      <dl class="tiles">
        <Tile name="deliveries to be sent" count={work.deliveries} />
        <Tile name="of them due now" count={work.due} />
        <Tile name="replays" count={work.replays} />
        <Tile name="parked by a fault of the bridge" count={work.parked} />
      </dl>
      <section>
        <h2>Wake-ups</h2>
        <p>
          As of <At at={at} />. A wake-up that is lost costs a second: the workers also look by themselves what is due.
          {work.parkedSince !== undefined && (
            <>
              {' '}
              The oldest parked one has been due since <At at={work.parkedSince} />.
            </>
          )}
        </p>
        <Queues queues={queues} />
      </section>
    </Live>
  ),
});

function Tile({ name, count }: { name: string; count: number }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{count.toLocaleString('en-GB')}</dd>
    </div>
  );
}

/** Of all accounts together. */
async function workOf({ accounts, storage: { schedule, backlogs }, now }: ConsoleParts) {
  const found = await ofEach(accounts, async ({ name }) => {
    const { replays, parked, waiting } = await backlogs.backlogOf(name, now());
    const all = Object.values(waiting).reduce((sum, each) => sum + each, 0);
    const overdue = all === 0 ? 0 : (await schedule.outbox(name, now(), 1)).overdue;
    return { replays, parked, all, overdue, since: parked > 0 ? await schedule.parkedSince(name) : undefined };
  });
  const sum = (of: (each: (typeof found)[number]) => number) => found.reduce((total, each) => total + of(each), 0);
  const since = found.flatMap((each) => each.since ?? []);
  return {
    deliveries: sum(({ all }) => all),
    due: sum(({ overdue }) => overdue),
    replays: sum(({ replays }) => replays),
    parked: sum(({ parked }) => parked),
    ...(since.length > 0 ? { parkedSince: Math.min(...since) } : {}),
  };
}

function Queues({ queues }: { queues: readonly QueueStanding[] }): VNode {
  return (
    <table>
      <thead>
        <tr>
          {['Queue', 'Waiting', 'Taken', 'Oldest'].map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {queues.map(({ queue, waiting, active, oldest }) => (
          <tr>
            <th scope="row">{queue}</th>
            <td>{waiting}</td>
            <td>{active}</td>
            <td>
              {oldest ? (
                <>
                  <At at={oldest.since} /> <code>{oldest.id}</code>
                </>
              ) : (
                'none'
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
