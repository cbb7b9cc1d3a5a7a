import type { ComponentChildren } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import { limits } from '../../limits.ts';
import { listJobs, listStages } from '../../operator/actions/places.ts';
import { mostOptions, nameIn, optionsOf } from '../../operator/queries/template-options.ts';
import { triggerViews } from '../../operator/queries/triggers.ts';
import { ClockTime } from '../../pages/time.tsx';
import type { Job, Stage } from '../../workable/api/contract.ts';
import { Choice, Form, Onward } from './form.tsx';
import { takeTriggers } from './take-triggers.ts';
import { TriggerList } from './trigger-list.tsx';
import type { DoorWizard, Step } from './wizard.ts';

export const triggersStep: Step<DoorWizard> = {
  title: 'Stages and interviews',
  isDone: ({ account, record }) =>
    account.connected?.everyTrigger(record).some(({ state }) => state === 'active') === true,
  async show(wizard, query) {
    const { parts, account, record } = wizard;
    const [{ templates }, { jobs, stages }] = await Promise.all([
      parts.listTemplates(account),
      placesOf(wizard, query.get('job')),
    ]);
    // After the names of jobs and stages are known.
    const views = triggerViews(account, record);
    return (
      <>
        <p>
          Candidates who stand in one of these stages are invited, {delayWords(account.settings.stage?.inviteDelayMs)}{' '}
          after they were moved there. Who stands there already is not: see step 5. 500 moved at once take about 20
          minutes.
        </p>
        <DefaultTemplate wizard={wizard} templates={templates} />
        <TriggerList wizard={wizard} views={views} templates={templates} />
        {stages ? (
          <AddStage wizard={wizard} templates={templates} job={stages.job} stages={stages.rows} />
        ) : (
          <PickJob jobs={jobs} />
        )}
        <ByName wizard={wizard} />
        {views.some(({ state }) => state === 'active') && <Onward to="?stages=test" text="Go on to step 4" />}
      </>
    );
  },
  take: takeTriggers,
};

function delayWords(delayMs = 0): string {
  const seconds = Math.round(delayMs / 1000);
  if (seconds < 120) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  return `${Math.round(seconds / 60)} minutes`;
}

type Places = { jobs: readonly Job[]; stages?: { job: Job; rows: readonly Stage[] } };

/** Of so many jobs the names of stages are looked up, where they are not known: each costs a request. */
const mostNamed = 3;

/** The jobs whose candidates may be interviewed, and the stages of one that is chosen. Throws Failure. */
async function placesOf({ account, parts, record }: DoorWizard, chosen: string | null): Promise<Places> {
  const jobs = await listJobs(parts, account);
  const named = new Set(account.connected.everyTrigger(record).map((each) => each.job));
  const others = jobs.filter(({ shortcode }) => named.has(shortcode)).slice(0, mostNamed);
  // Without them the page shows slugs.
  await Promise.allSettled(others.map(({ shortcode }) => listStages(parts, account, shortcode)));
  const job = jobs.find(({ shortcode }) => shortcode === chosen);
  return job
    ? { jobs, stages: { job, rows: await listStages(parts, account, job.shortcode, { isFresh: true }) } }
    : { jobs };
}

type WithTemplates = { wizard: DoorWizard; templates: readonly Template[] };

function DefaultTemplate({ wizard: { account, form }, templates }: WithTemplates): ComponentChildren {
  const { template } = account.connected;
  return (
    <>
      <h3>The usual interview</h3>
      <Form form={form} does="template">
        <Choice
          id="template"
          label="For all stages that have none of their own"
          options={optionsOf(templates, template)}
          chosen={template}
          isOpen={template === undefined}
        />
        <p>
          <button type="submit" class={template === undefined ? 'main' : ''}>
            Save
          </button>
        </p>
      </Form>
    </>
  );
}

/** The address of the page says which job is meant: nothing is changed by it. */
function PickJob({ jobs }: { jobs: readonly Job[] }): ComponentChildren {
  const sorted = [...jobs].sort((a, b) => ((a.title ?? '') < (b.title ?? '') ? -1 : 1)).slice(0, mostOptions);
  return (
    <>
      <h3>Add a stage</h3>
      <form method="get" action="#add">
        <input type="hidden" name="stages" value="triggers" />
        <Choice
          id="job"
          label="A job that has it"
          isOpen
          options={sorted.map(({ shortcode, title }) => ({
            value: shortcode,
            text: `${title || 'Job'} (${shortcode})`,
          }))}
        />
        <p>
          <button type="submit">Show its stages</button>
        </p>
      </form>
      {jobs.length > sorted.length && (
        <p class="soft">
          These are the first {mostOptions} of {jobs.length} jobs.
        </p>
      )}
    </>
  );
}

function AddStage({
  wizard: { account, form },
  templates,
  job,
  stages,
}: WithTemplates & { job: Job; stages: readonly Stage[] }): ComponentChildren {
  const usual = account.connected.template;
  const own = usual === undefined ? [] : [{ value: '', text: `The usual one: ${nameIn(templates, usual)}` }];
  return (
    <>
      <h3 id="add">
        Add a stage of <bdi>{job.title || job.shortcode}</bdi>
      </h3>
      <Form form={form} does="add">
        <input type="hidden" name="job" value={job.shortcode} />
        <Choice
          id="stage"
          label="Stage"
          options={stages.map(({ slug, name }) => ({ value: slug, text: name }))}
          isOpen
        />
        <Choice
          id="interview"
          label="Interview"
          options={[...own, ...optionsOf(templates, undefined)]}
          isOpen={usual === undefined}
        />
        <fieldset>
          <legend>Where</legend>
          <ul class="picks">
            <li>
              <label>
                <input type="radio" name="where" value="job" checked />
                <span>In this job alone</span>
              </label>
            </li>
            <li>
              <label>
                <input type="radio" name="where" value="all" />
                <span>In every job that has this stage, and none of its own here</span>
              </label>
            </li>
          </ul>
        </fieldset>
        <p class="buttons">
          <button type="submit" class="main">
            Add
          </button>
          <a class="button plain" href="?stages=triggers">
            Another job
          </a>
        </p>
      </Form>
    </>
  );
}

function ByName({ wizard: { account, record, form, parts } }: { wizard: DoorWizard }): ComponentChildren {
  const { stageName } = account.connected;
  const { okAt, nextAt = 0 } = record?.tasks.discover ?? {};
  const isLooking = record?.discover !== undefined || nextAt <= parts.now();
  return (
    <>
      <h3>Or by the name of a stage</h3>
      <p>
        Each job that has a stage of that name appears above with a question, and no candidate is invited before you say
        yes. Jobs are looked at every hour.
      </p>
      {stageName !== undefined && (
        <p role="status">
          {isLooking ? (
            <>
              All jobs are being looked at now for a stage called <b dir="auto">{stageName}</b>: reload this page in a
              minute.
            </>
          ) : (
            okAt !== undefined && (
              <>
                Jobs were last looked at for <b dir="auto">{stageName}</b> at <ClockTime at={okAt} />.
              </>
            )
          )}
        </p>
      )}
      <Form form={form}>
        <p class="field">
          <label for="name">Name of the stage, such as AI Interview; empty for none</label>
          <input type="text" id="name" name="name" value={stageName ?? ''} maxLength={limits.wordCharacters} />
        </p>
        <p class="buttons">
          <button type="submit" name="do" value="name">
            Save
          </button>
          <button type="submit" name="do" value="refresh">
            Refresh
          </button>
        </p>
      </Form>
    </>
  );
}
