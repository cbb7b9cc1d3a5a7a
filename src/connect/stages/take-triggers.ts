import { changeSettings } from '../../accounts/change-settings.ts';
import { legible } from '../../interviews/legible.ts';
import { limits } from '../../limits.ts';
import { listJobs } from '../../operator/actions/places.ts';
import {
  addTrigger,
  changeTrigger,
  refreshTriggers,
  removeTrigger,
  type TriggerChange,
} from '../../operator/actions/triggers.ts';
import { unknownForm } from './form.tsx';
import type { DoorWizard, Taken } from './wizard.ts';

const done: Taken = { next: '?stages=triggers' };

/** What the forms of the step do. Throws Failure. */
export async function takeTriggers(wizard: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  switch (fields.get('do')) {
    case 'template':
      return takeTemplate(wizard, fields.get('template') ?? '');
    case 'name':
      return takeName(wizard, fields.get('name') ?? '');
    case 'refresh':
      return refresh(wizard);
    case 'add':
      return add(wizard, fields);
    case 'remove':
      await removeTrigger(wizard.parts, wizard.account, fields.get('trigger') ?? '', anyState);
      return done;
    default:
      return change(wizard, fields);
  }
}

async function takeTemplate({ parts, account, managed }: DoorWizard, template: string): Promise<Taken> {
  const { templates } = await parts.listTemplates(account);
  if (!templates.some(({ id }) => id === template)) return { problem: 'Choose one of the interviews of the list.' };
  await changeSettings(parts.manage, managed.name, { STAGE_TEMPLATE: template }, undefined);
  return done;
}

async function takeName({ parts, account, managed }: DoorWizard, given: string): Promise<Taken> {
  const name = legible(given, limits.wordCharacters).trim();
  if (name !== '' && account.connected.template === undefined) {
    return { problem: 'Choose the usual interview first: jobs that are found by name get that one.' };
  }
  await changeSettings(parts.manage, managed.name, { STAGE_NAME: name === '' ? null : name }, undefined);
  return done;
}

/** The list of jobs at once, and their stages by the workers. */
async function refresh({ parts, account }: DoorWizard): Promise<Taken> {
  await refreshTriggers(parts, account);
  await listJobs(parts, account, { isFresh: true });
  return done;
}

async function add({ parts, account }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const [job = '', stage = '', interview = ''] = ['job', 'stage', 'interview'].map((name) => fields.get(name) ?? '');
  if (!isWord(job) || !isSlug(stage)) return { problem: 'Choose a job and one of its stages.' };
  const template = interview === '' ? undefined : interview;
  if (template === undefined && account.connected.template === undefined) {
    return { problem: 'Choose an interview: there is no usual one yet.' };
  }
  const place = { job: fields.get('where') === 'all' ? '*' : job, stage };
  await addTrigger(parts, account, { ...place, template, isActive: true });
  return done;
}

async function change({ parts, account }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const changed = changeOf(fields);
  if (!changed) return { problem: unknownForm };
  await changeTrigger(parts, account, fields.get('trigger') ?? '', changed, anyState);
  return done;
}

function changeOf(fields: URLSearchParams): TriggerChange | undefined {
  const interview = fields.get('interview') ?? '';
  const alike = fields.get('alike') ?? '';
  switch (fields.get('do')) {
    case 'on':
      return { isActive: true };
    case 'off':
      return { isActive: false };
    case 'alike':
      return isSlug(alike) ? { stage: alike, isActive: true } : undefined;
    case 'interview':
      return { template: interview === '' ? null : interview };
    default:
      return undefined;
  }
}

/** The page showed it a moment ago, and what is done to it stands on the button. */
function anyState(): void {}

function isWord(text: string): boolean {
  return text.length <= limits.wordCharacters && /^[A-Za-z0-9]+$/.test(text);
}

function isSlug(text: string): boolean {
  return text.length <= limits.wordCharacters && /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(text);
}
