import { z } from 'zod';
import { limits } from '../../../limits.ts';
import { resumeInvitations } from '../../actions/back-fill.ts';
import {
  addTrigger,
  changeTrigger,
  refreshTriggers,
  removeTrigger,
  type TriggerChange,
} from '../../actions/triggers.ts';
import { stageDoorOf } from '../../api/stage-door.ts';
import { action, type ConsoleParts } from '../page.ts';
import { pathOf } from './words.tsx';

const place = 'accounts';
const from = '/accounts/:name/triggers';

const slug = z
  .string()
  .max(limits.wordCharacters)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u, 'should be the slug of a stage, such as ai-interview');
const template = z.string().max(limits.idCharacters).optional();

const addAction = action({
  path: '/accounts/:name/triggers/add',
  from,
  place,
  fields: z.strictObject({
    job: z
      .string()
      .max(limits.wordCharacters)
      .regex(/^[A-Za-z0-9]+$/, 'should be the shortcode of a job'),
    stage: slug,
    template,
    everywhere: z.literal('yes').optional(),
    off: z.literal('yes').optional(),
  }),
}).doing(async (parts, { params: { name }, fields: { job, stage, template: given = '', everywhere, off } }) => {
  const account = stageDoorOf(parts, name);
  const at = { job: everywhere === 'yes' ? '*' : job, stage };
  await addTrigger(parts, account, { ...at, template: given === '' ? undefined : given, isActive: off === undefined });
  const said = off === 'yes' ? 'The trigger is added, and off.' : 'The trigger is added: who comes there is invited.';
  return { next: pathOf(name, '/triggers'), said };
});

const onAction = action({
  path: '/accounts/:name/triggers/:id/on',
  from,
  place,
  fields: z.strictObject({ stage: slug.optional() }),
}).doing(async (parts, { params: { name, id }, fields: { stage } }) => {
  await change(parts, name, id, { isActive: true, stage });
  return { next: pathOf(name, '/triggers'), said: 'The trigger is on: who comes there from now on is invited.' };
});

const offAction = action({ path: '/accounts/:name/triggers/:id/off', from, place }).doing(
  async (parts, { params: { name, id } }) => {
    await change(parts, name, id, { isActive: false });
    return { next: pathOf(name, '/triggers'), said: 'The trigger is off: it invites no candidate.' };
  },
);

const templateAction = action({
  path: '/accounts/:name/triggers/:id/template',
  from,
  place,
  fields: z.strictObject({ template }),
}).doing(async (parts, { params: { name, id }, fields: { template: given = '' } }) => {
  await change(parts, name, id, { template: given === '' ? null : given });
  return { next: pathOf(name, '/triggers'), said: 'The trigger has another interview now.' };
});

const removeAction = action({ path: '/accounts/:name/triggers/:id/remove', from, place }).doing(
  async (parts, { params: { name, id } }) => {
    await removeTrigger(parts, stageDoorOf(parts, name), id, asShown);
    return { next: pathOf(name, '/triggers'), said: 'The trigger is removed. Interviews go on.' };
  },
);

const refreshAction = action({ path: '/accounts/:name/triggers/refresh', from, place }).doing(
  async (parts, { params: { name } }) => {
    await refreshTriggers(parts, stageDoorOf(parts, name));
    return {
      next: pathOf(name, '/triggers'),
      said: 'Jobs and stages are looked at: open this page again in a minute.',
    };
  },
);

const resumeAction = action({ path: '/accounts/:name/invitations/resume', from: '/accounts/:name', place }).doing(
  async (parts, { params: { name } }) => {
    const wasWaiting = await resumeInvitations(parts, stageDoorOf(parts, name));
    return { next: pathOf(name), said: wasWaiting ? 'Candidates are invited again.' : 'Nothing waited for that.' };
  },
);

/** What is done to it stands on the button, and the page showed it a moment ago. */
function asShown(): void {}

async function change(parts: ConsoleParts, name: string, id: string, to: TriggerChange): Promise<void> {
  await changeTrigger(parts, stageDoorOf(parts, name), id, to, asShown);
}

export const triggerActions = [
  addAction,
  refreshAction,
  onAction,
  offAction,
  templateAction,
  removeAction,
  resumeAction,
];
