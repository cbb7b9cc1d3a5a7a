import type { VNode } from 'preact';
import { z } from 'zod';
import { clockTime } from '../../../interviews/clock-time.ts';
import { ofEach } from '../../queries/totals.ts';
import { Link } from '../form.tsx';
import { addressOf, counted } from '../listing.tsx';
import { base } from '../own-path.ts';
import { type ConsoleParts, page } from '../page.ts';

/** The replay queue of an account. `isHeld`: its deliveries wait together, and its replays with them. */
export type Line = { account: string; waiting: number; ratePerSecond: number; isHeld: boolean };

/** Of the accounts that have one. */
export async function linesOf({ accounts, storage, now }: ConsoleParts): Promise<Line[]> {
  const found = await ofEach(accounts, async ({ name }) => {
    const standing = await storage.replays.standing(name);
    if (!standing) return [];
    const { circuits } = await storage.backlogs.backlogOf(name, now());
    return [{ account: name, ...standing, isHeld: circuits.length > 0 }];
  });
  return found.flat();
}

const mostLines = 100;

export function Progress({ lines }: { lines: readonly Line[] }): VNode {
  return (
    <ul>
      {lines.slice(0, mostLines).map(({ account, waiting, ratePerSecond, isHeld }) => (
        <li>
          <b>{account}</b>: {counted(waiting, 'delivery waits', 'deliveries wait')}, at {ratePerSecond} a second;{' '}
          {isHeld
            ? 'all deliveries of the account wait for now: see the overview'
            : `the last goes out in ${clockTime(Math.ceil(waiting / ratePerSecond))}`}
          .
        </li>
      ))}
    </ul>
  );
}

export const progressPage = page({
  path: '/failed/progress',
  place: 'failed',
  query: z.object({
    /** How many there were when they were queued. */
    of: z.coerce.number().int().positive().max(10_000_000).optional(),
    live: z.literal('off').optional(),
  }),
}).showing({
  title: 'Replays on their way',
  load: async (parts, { query: { of, live } }) => ({ lines: await linesOf(parts), of, isLive: live === undefined }),
  view: ({ lines, of, isLive }) => {
    const waiting = lines.reduce((all, each) => all + each.waiting, 0);
    const total = Math.max(of ?? waiting, waiting);
    const path = '/failed/progress';
    const query = of === undefined ? {} : { of: String(of) };
    const polls = {
      'hx-get': base + addressOf(path, query),
      'hx-trigger': 'every 2s',
      'hx-select': '#live',
      'hx-swap': 'outerMorph',
    };
    return (
      <>
        <div id="live" {...(isLive && waiting > 0 ? polls : {})}>
          <section>
            {waiting === 0 ? (
              <p>All of them have gone out. What was not taken is among the failed again.</p>
            ) : (
              <>
                <p>
                  <label for="done">
                    {(total - waiting).toLocaleString('en-GB')} of {total.toLocaleString('en-GB')} have gone out
                  </label>
                  <progress id="done" max={total} value={total - waiting} />
                </p>
                <Progress lines={lines} />
              </>
            )}
          </section>
        </div>
        <p class="row">
          <Link to="/failed">Failed and refused</Link>
          {waiting > 0 && isLive && <Link to={addressOf(path, { ...query, live: 'off' })}>Stop refreshing</Link>}
          {waiting > 0 && !isLive && <Link to={addressOf(path, query)}>Refresh by itself</Link>}
        </p>
      </>
    );
  },
});
