import type { VNode } from 'preact';
import { z } from 'zod';
import { addressIn } from '../../../interviews/person.ts';
import { limits } from '../../../limits.ts';
import { accountOf, kindOf } from '../../../store/keys.ts';
import { hasStageDoor } from '../../queries/application-context.ts';
import { openViews } from '../../queries/interview-view.ts';
import { searchPerson, searchText } from '../../queries/search.ts';
import { readApplication } from '../../read-record.ts';
import { pathOf as pathOfApplication } from '../application/load.ts';
import { Link } from '../form.tsx';
import { pathOf } from '../interview/load.ts';
import { action, type ConsoleParts } from '../page.ts';
import { InterviewTable, type Row } from './table.tsx';

const shownAtMost = 25;

/** By POST, so that no address of a person is in an address of a page. One interview or application is shown at once. */
const searchAction = action({
  path: '/search',
  from: '/interviews',
  place: 'interviews',
  fields: z.strictObject({ text: z.string().trim().min(1).max(limits.reportLinkCharacters) }),
}).doing(async (parts, { fields: { text } }) => {
  const email = addressIn(text);
  const [found, applications] = await Promise.all([
    email === undefined ? searchText(parts, text) : searchPerson(parts, email),
    applicationsCalled(parts, text),
  ]);
  const [only] = found;
  if (only && found.length === 1 && applications.length === 0) return { next: pathOf(only.record.id) };
  if (found.length === 0 && applications.length === 1) return { next: pathOfApplication(applications[0] ?? '') };
  const view = openViews(parts);
  const rows = await Promise.all(found.slice(0, shownAtMost).map(({ record, account }) => view(record, account)));
  return { title: 'Search', content: <Results rows={rows} count={found.length} applications={applications} /> };
});

/** By their own id, or by the candidate's in Workable. */
async function applicationsCalled({ accounts, storage }: ConsoleParts, text: string): Promise<string[]> {
  const isId = kindOf(text) === 'application';
  const asked = accounts.filter((each) => hasStageDoor(each) && (!isId || each.name === accountOf(text)));
  const found = await Promise.all(
    asked.map(async ({ name }) => {
      const id = isId ? text : await storage.applications.idOf(name, text);
      const record = await readApplication(storage, id, () => undefined);
      return record?.account === name ? [id] : [];
    }),
  );
  return found.flat();
}

type ResultsProps = { rows: readonly Row[]; count: number; applications: readonly string[] };

function Results({ rows, count, applications }: ResultsProps): VNode {
  const isNothing = count + applications.length === 0;
  return (
    <section>
      {isNothing && (
        <p>
          Nothing was found. Search for a whole e-mail address, an id of an interview, application or attempt, a
          callback URL, a link to a report or for a candidate, or a candidate's id in Workable.
        </p>
      )}
      {applications.map((id) => (
        <p>
          Application <Link to={pathOfApplication(id)}>{id}</Link>
        </p>
      ))}
      {rows.length > 0 && <InterviewTable rows={rows} />}
      {count > rows.length && (
        <p>
          These are the newest {rows.length} of {count}.
        </p>
      )}
    </section>
  );
}

export const searchActions = [searchAction];
