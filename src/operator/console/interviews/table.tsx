import type { VNode } from 'preact';
import { fitting } from '../../../pages/room.tsx';
import type { openViews } from '../../queries/interview-view.ts';
import { Form, Link } from '../form.tsx';
import { pathOf } from '../interview/load.ts';
import { At } from '../moment.tsx';
import { StateAndReason } from '../state-chip.tsx';

export type Row = Awaited<ReturnType<ReturnType<typeof openViews>>>;

/** Interviews without names, of which some can be chosen for something. */
export function InterviewTable({ rows }: { rows: readonly Row[] }): VNode {
  return (
    <Form to="/selected-interviews">
      <div class="wide">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Choose</th>
              <th scope="col">Created (UTC)</th>
              <th scope="col">Interview</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <InterviewRow {...row} />
            ))}
          </tbody>
        </table>
      </div>
      <div class="row">
        <p class="field">
          <label for="which">Do this with</label>
          <select id="which" name="which">
            <option value="ticked">the ticked ones</option>
            <option value="page">all on this page</option>
          </select>
        </p>
        <button type="submit" name="do" value="dry-run">
          Say what a replay would send
        </button>
        <button type="submit" name="do" value="replay">
          Replay
        </button>
        <button type="submit" name="do" value="csv" data-file>
          Export as CSV
        </button>
        <button type="submit" name="do" value="json" data-file>
          Export as JSON
        </button>
      </div>
      <p class="soft">Exports hold no names and no addresses. A replay sends nothing that Workable has already.</p>
    </Form>
  );
}

function InterviewRow({ id, account, origin, template, vendor, state, reason, created_at }: Row): VNode {
  const about = [origin.job_title, template.name ?? template.id].filter(Boolean).join(', ');
  return (
    <tr>
      <td>
        <input type="hidden" name="shown" value={id} />
        <input type="checkbox" name="id" value={id} aria-label={`Choose ${id}`} />
      </td>
      <td>
        <At at={Date.parse(created_at)} />
      </td>
      <td>
        <Link to={pathOf(id)}>{id}</Link>
        <br />
        <span class="soft" dir="auto">
          {fitting(about, 250)}
        </span>
        <br />
        <span class="soft">
          {account}, {vendor}, {origin.door === 'stage' ? 'stage door' : 'provider contract'}
        </span>
      </td>
      <td>
        <StateAndReason state={state} reason={fitting(reason, 400)} />
      </td>
    </tr>
  );
}
