import type { VNode } from 'preact';
import { fitting } from '../../../pages/room.tsx';
import { defaultRate, highestRate } from '../../actions/deliver.ts';
import type { cursorsOf } from '../../api/cursor.ts';
import { dryRunOf, type ReplayFilters, replayable } from '../../queries/replayable.ts';
import { pathOf } from '../failed/list.tsx';
import { Form, Link } from '../form.tsx';
import { counted, Pages } from '../listing.tsx';
import type { ConsoleParts } from '../page.ts';
import { Input } from '../typed.tsx';

export type Cursors = ReturnType<typeof cursorsOf>;

const listed = 25;

export type DryRunData = Awaited<ReturnType<typeof dryRunFrom>>;

/** What a replay of the next part would send. It changes nothing, and what is sent later is worked out anew. */
export async function dryRunFrom(
  parts: ConsoleParts,
  filters: ReplayFilters,
  cursors: Cursors,
  cursor: string | undefined,
) {
  const part = replayable(parts, filters, cursors.read(cursor));
  const { sending, changes } = await dryRunOf(parts, part.chosen, listed);
  const last = part.last();
  return { sending, changes, count: part.count(), cursor, next: last && cursors.write(last) };
}

type DryRunProps = DryRunData & {
  /** Of what it is. */
  scope: VNode;
  /** The address of this page and of its form, below `/operator`, and what they say besides. */
  at: string;
  to: string;
  texts: Readonly<Record<string, string>>;
};

export function DryRun({ sending, changes, count, cursor, next, scope, at, to, texts }: DryRunProps): VNode {
  return (
    <>
      <section>
        <p>
          {scope}: <b>{counted(sending, 'delivery', 'deliveries')}</b> of {count.toLocaleString('en-GB')} looked at
          would be sent.
          {count > sending && ` Of the others Workable has all that there is to send.`}
        </p>
        {next !== undefined && <p class="soft">There are more: they are queued in parts of {count}.</p>}
        {sending > 0 && <ReplayForm to={to} texts={{ ...texts, ...(cursor === undefined ? {} : { cursor }) }} />}
        <Pages path={at} query={texts} cursor={next} isFirst={cursor === undefined} />
      </section>
      {changes.length > 0 && (
        <section>
          <h2>{changes.length < count ? `The first ${changes.length}` : 'One by one'}</h2>
          <ul class="line">
            {changes.map(({ id, isSent, text }) => (
              <li class={isSent ? 'is-next' : ''}>
                <Link to={pathOf(id)}>
                  <code>{id}</code>
                </Link>
                {text.slice(0, mostLines).map((line) => (
                  <p dir="auto">{fitting(line, bytesOfLine)}</p>
                ))}
                {text.length > mostLines && <p class="soft">… and {text.length - mostLines} more lines</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

const mostLines = 6;
const bytesOfLine = 160;

function ReplayForm({ to, texts }: Pick<DryRunProps, 'to' | 'texts'>): VNode {
  return (
    <Form to={to} class="row">
      {Object.entries(texts).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <p class="field">
        <label for="rate">Deliveries a second, of each account</label>
        <Input
          id="rate"
          name="rate"
          type="number"
          min="0.1"
          max={highestRate}
          step="any"
          value={defaultRate}
          required
        />
      </p>
      <button type="submit" class="main">
        Replay them
      </button>
    </Form>
  );
}
