import type { VNode } from 'preact';
import { fittingRows } from '../../../pages/room.tsx';
import type { Job, Stage } from '../../../workable/api/contract.ts';
import { Filters, Form, Link } from '../form.tsx';
import { Input, Option } from '../typed.tsx';
import { pathOf } from './words.tsx';

const listBytes = 8_000;

/** Any job may be entered; as many as there is room for are listed. */
export function PickJob({ account, jobs }: { account: string; jobs: readonly Job[] }): VNode {
  return (
    <section>
      <h2>Add a trigger</h2>
      <Filters to={pathOf(account, '/triggers')} class="row">
        <p class="field">
          <label for="job">Job: its shortcode</label>
          <Input id="job" name="job" list="jobs" required autocomplete="off" />
        </p>
        <datalist id="jobs">
          {fittingRows(jobs, listBytes, ({ shortcode, title }) => (
            <option value={shortcode}>{title}</option>
          ))}
        </datalist>
        <button type="submit">Show its stages</button>
      </Filters>
    </section>
  );
}

type AddProps = { account: string; job: Job; stages: readonly Stage[]; usual: string | undefined };

export function AddTrigger({ account, job, stages, usual }: AddProps): VNode {
  return (
    <section>
      <h2>
        Add a trigger in <bdi>{job.title ?? job.shortcode}</bdi>
      </h2>
      <Form to={pathOf(account, '/triggers/add')}>
        <input type="hidden" name="job" value={job.shortcode} />
        <p class="field">
          <label for="stage">Stage</label>
          <select id="stage" name="stage">
            {fittingRows(stages, listBytes, ({ slug, name }) => (
              <Option of="stage" value={slug}>
                {name}
              </Option>
            ))}
          </select>
        </p>
        <p class="field">
          <label for="template">
            Template{usual === undefined ? ', since STAGE_TEMPLATE is not set' : `; empty: ${usual} (STAGE_TEMPLATE)`}
          </label>
          <Input id="template" name="template" list="templates" autocomplete="off" required={usual === undefined} />
        </p>
        <label class="tick">
          <Input type="checkbox" name="everywhere" value="yes" /> In the stage of this name of every job that has no
          trigger of its own
        </label>
        <label class="tick">
          <Input type="checkbox" name="off" value="yes" /> Leave it switched off for now
        </label>
        <p class="row">
          <button type="submit" class="main">
            Add the trigger
          </button>
          <Link to={pathOf(account, '/triggers')}>Another job</Link>
        </p>
      </Form>
    </section>
  );
}
