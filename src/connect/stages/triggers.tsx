import type { ComponentChildren } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import { triggerViews } from '../../operator/queries/triggers.ts';
import type { Words } from '../words.ts';
import { AddStage, PickJob } from './add-stage.tsx';
import { ByName } from './by-name.tsx';
import { Choice, Form, Onward, spareBytes } from './form.tsx';
import { fromOf } from './more.tsx';
import { interviewOptions, templateBytes } from './names.tsx';
import { placesOf } from './places.ts';
import { takeTriggers } from './take-triggers.ts';
import { OwnInterview, TriggerList } from './trigger-list.tsx';
import type { DoorWizard, Step } from './wizard.ts';

export const triggersStep: Step<DoorWizard> = {
  isDone: ({ account, record }) =>
    account.connected?.everyTrigger(record).some(({ state }) => state === 'active') === true,
  async show(wizard, query) {
    const { parts, account, record, reading } = wizard;
    const { words } = reading;
    const [{ templates }, { jobs, stages }] = await Promise.all([
      parts.listTemplates(account),
      placesOf(wizard, query.get('job')),
    ]);
    // After the names of jobs and stages are known.
    const views = triggerViews(account, record);
    const chosen = views.find(({ id, is_fixed: isFixed }) => id === query.get('trigger') && !isFixed);
    const isWhole = !stages && !chosen;
    const hasActive = views.some(({ state }) => state === 'active');
    return (
      <>
        <p>{words.triggers.lead(delayWords(account.settings.stage?.inviteDelayMs ?? 0, words))}</p>
        {chosen && <OwnInterview wizard={wizard} view={chosen} templates={templates} />}
        {stages && <AddStage wizard={wizard} templates={templates} job={stages.job} stages={stages.rows} />}
        {isWhole && <UsualInterview wizard={wizard} templates={templates} isMain={!hasActive} />}
        <TriggerList wizard={wizard} views={views} templates={templates} from={fromOf(query)} />
        {hasActive && <Onward to="?stages=test" text={words.wizard.goOn('4')} isMain={isWhole} />}
        {isWhole && <PickJob wizard={wizard} jobs={jobs} after={fromOf(query, 'jobs')} />}
        {isWhole && <ByName wizard={wizard} />}
      </>
    );
  },
  take: takeTriggers,
};

function delayWords(delayMs: number, { triggers }: Words): string {
  const seconds = Math.round(delayMs / 1000);
  return seconds < 120 ? triggers.seconds(seconds) : triggers.minutes(Math.round(seconds / 60));
}

type UsualProps = { wizard: DoorWizard; templates: readonly Template[]; isMain: boolean };

function UsualInterview({ wizard, templates, isMain }: UsualProps): ComponentChildren {
  const { account, form, typed, reading } = wizard;
  const { words } = reading;
  const { template } = account.connected;
  return (
    <>
      <h3>{words.triggers.usual}</h3>
      <Form form={form} does="template">
        <Choice
          id="template"
          label={words.triggers.usualFor}
          options={interviewOptions(templates, template, words)}
          chosen={typed('template', 'template') ?? template}
          open={template === undefined ? words.wizard.chooseOne : undefined}
          bytes={templateBytes + spareBytes(wizard) / 2}
          notAll={words.wizard.notAll}
        />
        <p>
          <button type="submit" class={isMain && template === undefined ? 'main' : ''}>
            {words.triggers.saveUsual}
          </button>
        </p>
      </Form>
    </>
  );
}
