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
import type { DoorWizard, Saved, Taken } from './wizard.ts';

const done = (saved: Saved): Taken => ({ next: '?stages=triggers', saved });

/** What the forms of the step do. Throws Failure. */
export async function takeTriggers(wizard: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  switch (fields.get('do')) {
    case 'template':
      return takeTemplate(wizard, fields.get('template') ?? '');
    case 'name':
      return takeName(wizard, fields.get('name') ?? '');
    case 'unname':
      return nameStage(wizard, null);
    case 'refresh':
      return refresh(wizard);
    case 'add':
      return add(wizard, fields);
    case 'remove':
      await removeTrigger(wizard.parts, wizard.account, fields.get('trigger') ?? '', anyState);
      return done('removed');
    default:
      return change(wizard, fields);
  }
}

async function takeTemplate({ parts, account, managed, reading }: DoorWizard, template: string): Promise<Taken> {
  const { templates } = await parts.listTemplates(account);
  if (!templates.some(({ id }) => id === template)) return { problem: reading.words.triggers.chooseInterview };
  await changeSettings(parts.manage, managed.name, { STAGE_TEMPLATE: template }, undefined);
  return done('template');
}

async function takeName(wizard: DoorWizard, given: string): Promise<Taken> {
  const { account, reading } = wizard;
  const name = legible(given, limits.wordCharacters).trim();
  if (name === '') return { problem: reading.words.triggers.giveName };
  if (account.connected.template === undefined) return { problem: reading.words.triggers.usualFirst };
  return nameStage(wizard, name);
}

async function nameStage({ parts, managed }: DoorWizard, name: string | null): Promise<Taken> {
  await changeSettings(parts.manage, managed.name, { STAGE_NAME: name }, undefined);
  return done(name === null ? 'unnamed' : 'name');
}

/** The list of jobs at once, and their stages by the workers. */
async function refresh({ parts, account }: DoorWizard): Promise<Taken> {
  await refreshTriggers(parts, account);
  await listJobs(parts, account, { isFresh: true });
  return done('refreshed');
}

async function add({ parts, account, reading }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const { triggers } = reading.words;
  const [job = '', stage = '', interview = ''] = ['job', 'stage', 'interview'].map((name) => fields.get(name) ?? '');
  if (!isWord(job) || !isSlug(stage)) return { problem: triggers.chooseStage };
  const template = interview === '' ? undefined : interview;
  if (template === undefined && account.connected.template === undefined) return { problem: triggers.needsInterview };
  const place = { job: fields.get('where') === 'all' ? '*' : job, stage };
  await addTrigger(parts, account, { ...place, template, isActive: true });
  return done('added');
}

async function change({ parts, account, reading }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const changed = changeOf(fields);
  if (!changed) return { problem: reading.words.wizard.unknownForm };
  await changeTrigger(parts, account, fields.get('trigger') ?? '', changed.to, anyState);
  return done(changed.saved);
}

function changeOf(fields: URLSearchParams): { to: TriggerChange; saved: Saved } | undefined {
  const interview = fields.get('interview') ?? '';
  const alike = fields.get('alike') ?? '';
  switch (fields.get('do')) {
    case 'on':
      return { to: { isActive: true }, saved: 'on' };
    case 'off':
      return { to: { isActive: false }, saved: 'off' };
    case 'alike':
      return isSlug(alike) ? { to: { stage: alike, isActive: true }, saved: 'on' } : undefined;
    case 'interview':
      return { to: { template: interview === '' ? null : interview }, saved: 'interview' };
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
