import { z } from 'zod';
import { enqueue, highestRate } from '../../actions/deliver.ts';
import { type ReplayFilters, replayable } from '../../queries/replayable.ts';
import { Progress } from '../failed/progress.tsx';
import { Button, Link } from '../form.tsx';
import { addressOf, counted } from '../listing.tsx';
import type { ConsoleParts, Done } from '../page.ts';
import type { Cursors } from './dry-run.tsx';

/** Of the form that queues a part. */
export const queueFields = {
  rate: z.coerce.number({ error: 'should be a number' }).positive().max(highestRate),
  cursor: z.string().optional(),
};

type Asked = {
  filters: ReplayFilters;
  cursors: Cursors;
  cursor: string | undefined;
  rate: number;
  /** The form that queues the next part, below `/operator`, and what it says besides. */
  to: string;
  texts: Readonly<Record<string, string>>;
  /** The page to go to where nothing waits. */
  back: string;
};

/** Queues a part, and then either leads to where they are seen going out, or offers the next part. */
export async function queuePart(parts: ConsoleParts, asked: Asked): Promise<Done> {
  const { filters, cursors, cursor, rate, to, texts, back } = asked;
  const part = replayable(parts, filters, cursors.read(cursor));
  const { queues, skipped } = await enqueue(parts, part.chosen, rate);
  const sum = (of: (queue: (typeof queues)[number]) => number) => queues.reduce((all, each) => all + of(each), 0);
  const joined = sum((each) => each.joined);
  const already = sum((each) => each.waited);
  const said = [
    `${counted(joined, 'delivery is', 'deliveries are')} queued.`,
    ...(already > 0 ? [`${already} were queued before.`] : []),
    ...(skipped > 0 ? [`${skipped} skipped: there is nothing to send.`] : []),
  ].join(' ');
  const last = part.last();
  const waiting = sum((each) => each.waiting);
  if (!last) return { next: waiting === 0 ? back : addressOf('/failed/progress', { of: String(waiting) }), said };
  const fields = { ...texts, rate: String(rate), cursor: cursors.write(last) };
  const content = (
    <section>
      <p>{said} There are more.</p>
      <Progress lines={queues.map((each) => ({ ...each, isHeld: false }))} />
      <div class="row">
        <Button to={to} text="Queue the next ones" isMain fields={Object.entries(fields)} />
        <Link to="/failed/progress">Watch them go out</Link>
      </div>
    </section>
  );
  return { title: 'Queueing replays', content };
}
