import type { VNode } from 'preact';
import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { audited } from '../../actions/audit.ts';
import { type Delivered, deliver } from '../../actions/deliver.ts';
import { isMissing, namedWithDeliveries } from '../../actions/named.ts';
import { type Changes, changesOf } from '../../queries/changes.ts';
import { openViews } from '../../queries/interview-view.ts';
import type { Selected, SelectedInterview } from '../../selected.ts';
import { Button, Link } from '../form.tsx';
import { WayBack } from '../frame.tsx';
import { pathOf } from '../interview/load.ts';
import { action, type ConsoleParts, type Done, several } from '../page.ts';
import { csvOf } from './csv.ts';

const mostAtOnce = 100;

const selectedAction = action({
  path: '/selected-interviews',
  from: '/interviews',
  place: 'interviews',
  fields: z.strictObject({
    id: several,
    shown: several,
    which: z.enum(['ticked', 'page']),
    do: z.enum(['dry-run', 'replay', 'csv', 'json']),
  }),
}).doing(async (parts, { fields: { id: ticked, shown, which, do: does } }) => {
  const ids = (which === 'page' ? shown : ticked).slice(0, mostAtOnce);
  if (ids.length === 0) throw new Failure('missing-field', 'No interview is ticked');
  const found = await Promise.all(ids.map((id) => namedWithDeliveries(parts, id)));
  const chosen = found.flatMap((each) => (isMissing(each) || each.kind !== 'interview' ? [] : each));
  switch (does) {
    case 'dry-run':
      return dryRun(parts, chosen);
    case 'replay':
      return replay(parts, chosen);
    default:
      return exported(parts, chosen, does);
  }
});

function dryRun({ now }: ConsoleParts, chosen: readonly SelectedInterview[]): Done {
  const changes = chosen.map((each) => ({ id: each.record.id, ...changesOf(each, now()) }));
  return { title: 'What a replay would send', content: <DryRun changes={changes} /> };
}

async function replay(parts: ConsoleParts, chosen: readonly SelectedInterview[]): Promise<Done> {
  const results: Delivered[] = [];
  await deliver(parts, inOne(chosen), (_selected, result) => void results.push(result));
  const queued = results.filter(({ outcome }) => outcome === 'queued').length;
  const rest = results.length - queued;
  const said = `${queued === 1 ? '1 delivery is' : `${queued} deliveries are`} sent now${rest > 0 ? `; for ${rest} there is nothing to do` : ''}.`;
  return { next: '/interviews', said, isWarning: queued === 0 };
}

async function* inOne(chosen: readonly Selected[]): AsyncGenerator<Selected[]> {
  yield [...chosen];
}

async function exported(parts: ConsoleParts, chosen: readonly SelectedInterview[], as: 'csv' | 'json'): Promise<Done> {
  const view = openViews(parts);
  const items = await audited(parts.audit, 'exported interviews, without names', (add) =>
    Promise.all(
      chosen.map(async ({ record, account }) => {
        add(account.name, record.id);
        return view(record, account);
      }),
    ),
  );
  return as === 'csv'
    ? { file: { name: 'interviews.csv', type: 'text/csv', text: csvOf(items) } }
    : {
        file: {
          name: 'interviews.json',
          type: 'application/json',
          text: `${JSON.stringify({ items }, undefined, 2)}\n`,
        },
      };
}

const shownChanges = 25;

function shortened(line: string): string {
  const narrow = line.replace(/ {2,}/, ': ');
  return narrow.length <= 120 ? narrow : `${narrow.slice(0, 119)}…`;
}

function DryRun({ changes }: { changes: readonly (Changes & { id: string })[] }): VNode {
  const sending = changes.filter(({ isSent }) => isSent);
  return (
    <section>
      <p>
        Of {changes.length} {sending.length} would be sent. Nothing was sent.
      </p>
      {changes.slice(0, shownChanges).map(({ id, text }) => (
        <>
          <h3>
            <Link to={pathOf(id)}>{id}</Link>
          </h3>
          <pre tabindex={0}>{text.slice(0, 8).map(shortened).join('\n')}</pre>
        </>
      ))}
      {changes.length > shownChanges && <p>These are the first {shownChanges}.</p>}
      {sending.length > 0 && (
        <div class="row">
          <Button
            to="/selected-interviews"
            text={sending.length === 1 ? 'Replay it' : `Replay these ${sending.length}`}
            isMain
            fields={[['which', 'ticked'], ['do', 'replay'], ...sending.map(({ id }): [string, string] => ['id', id])]}
          />
        </div>
      )}
      <WayBack to="/interviews" text="Back to the interviews" />
    </section>
  );
}

export const selectedActions = [selectedAction];
