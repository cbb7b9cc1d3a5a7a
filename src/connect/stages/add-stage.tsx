import type { ComponentChildren } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { fitting } from '../../pages/room.tsx';
import type { Job, Stage } from '../../workable/api/contract.ts';
import { Choice, Form, spareBytes } from './form.tsx';
import { interviewIn, interviewOptions, nameBytes, templateBytes } from './names.tsx';
import type { DoorWizard } from './wizard.ts';

const jobBytes = 5_000;

/** The address of the page says which job is meant: nothing is changed by it. `after`: the job that the list follows. */
export function PickJob({ wizard, jobs, after }: { wizard: DoorWizard; jobs: readonly Job[]; after: number }) {
  const { triggers, wizard: words } = wizard.reading.words;
  const sorted = [...jobs].sort((a, b) => ((a.title ?? '') < (b.title ?? '') ? -1 : 1)).slice(after);
  return (
    <>
      <h3 id="add">{triggers.add}</h3>
      <form method="get" action="#add">
        <input type="hidden" name="stages" value="triggers" />
        <Choice
          id="job"
          label={triggers.jobThatHas}
          open={words.chooseOne}
          options={sorted.map(({ shortcode, title }) => ({
            value: shortcode,
            text: `${title ? fitting(title, nameBytes - shortcode.length) : triggers.job} (${shortcode})`,
          }))}
          bytes={jobBytes + spareBytes(wizard) / 2}
          notAll={<a href={`?stages=triggers&jobs=${after + jobsPassed}#add`}>{words.more}</a>}
        />
        <p>
          <button type="submit">{triggers.showStages}</button>
        </p>
      </form>
    </>
  );
}

/** So many surely have room. */
const jobsPassed = 20;

type AddProps = { wizard: DoorWizard; templates: readonly Template[]; job: Job; stages: readonly Stage[] };

export function AddStage({ wizard, templates, job, stages }: AddProps): ComponentChildren {
  const { account, form, typed, reading } = wizard;
  const { words } = reading;
  const { triggers } = words;
  const usual = account.connected.template;
  const own = usual === undefined ? [] : [{ value: '', text: usualWords(usual) }];
  return (
    <>
      <h3 id="add">{fillMarkup(triggers.addOf, { job: fitting(job.title || job.shortcode, nameBytes) })}</h3>
      <Form form={form} does="add">
        <input type="hidden" name="job" value={job.shortcode} />
        <Choice
          id="stage"
          label={triggers.stage}
          options={stages.map(({ slug, name }) => ({ value: slug, text: name }))}
          chosen={typed('add', 'stage')}
          open={words.wizard.chooseOne}
          bytes={5_000}
          notAll={words.wizard.notAll}
        />
        <Choice
          id="interview"
          label={triggers.interview}
          options={[...own, ...interviewOptions(templates, undefined, words)]}
          chosen={typed('add', 'interview')}
          open={usual === undefined ? words.wizard.chooseOne : undefined}
          bytes={templateBytes + spareBytes(wizard) / 2}
          notAll={words.wizard.notAll}
        />
        <fieldset>
          <legend>{triggers.where}</legend>
          <ul class="picks">
            <Where wizard={wizard} value="job" text={triggers.inThisJob} />
            <Where wizard={wizard} value="all" text={triggers.inEvery} />
          </ul>
        </fieldset>
        <p class="buttons">
          <button type="submit" class="main">
            {triggers.addIt}
          </button>
          <a class="button plain" href="?stages=triggers#add">
            {triggers.anotherJob}
          </a>
        </p>
      </Form>
    </>
  );

  function usualWords(template: string): string {
    return triggers.usualIs(interviewIn(templates, template, words));
  }
}

function Where({ wizard, value, text }: { wizard: DoorWizard; value: 'job' | 'all'; text: string }) {
  return (
    <li>
      <label>
        <input type="radio" name="where" value={value} checked={(wizard.typed('add', 'where') ?? 'job') === value} />
        <span>{text}</span>
      </label>
    </li>
  );
}
