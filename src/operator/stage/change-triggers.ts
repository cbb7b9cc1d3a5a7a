import { accountOf } from '../../store/ids.ts';
import { addTrigger, changeTrigger, removeTrigger } from '../actions/triggers.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { type OperatorParts, UsageError } from '../parts.ts';
import { hasStageDoor, type StageDoorAccount } from '../queries/application-context.ts';
import type { TriggerView } from '../queries/triggers.ts';
import { accountArgument, stageDoorNamed } from './named.ts';

const triggerArgument = { name: '<trigger>', does: 'its id: see "bridge triggers"' };

export const addTriggerCommand: BridgeCommand = {
  name: 'triggers add',
  group: 'Stage door',
  summary: 'have candidates of a stage interviewed from now on',
  details:
    'Candidates already in the stage are not invited: see "bridge stage back-fill". The job, its stage and the template are looked up at Workable and the vendor.',
  args: [
    accountArgument,
    { name: '<job>', does: 'the shortcode of a job; "*" for every job that has no trigger of its own' },
    { name: '<stage>', does: 'the slug of a stage, such as ai-interview' },
  ],
  options: ['template', 'off', 'json'],
  examples: [
    ['bridge triggers add acme 9CD658E13E ai-interview --template support', 'one job'],
    [`bridge triggers add acme '*' ai-interview`, 'all jobs, with STAGE_TEMPLATE'],
  ],
  needs: 'bridge',
  async run(parts) {
    const { args, options } = parts;
    const account = stageDoorNamed(parts);
    const [, job = '', stage = ''] = args;
    if (!/^(\*|[A-Za-z0-9]{1,200})$/.test(job)) throw new UsageError('The job should be a shortcode, or "*"');
    const given = { job, stage, template: options.template, isActive: options.off !== true };
    return told(parts, 'added', await addTrigger(parts, account, given));
  },
};

export const changeTriggerCommand: BridgeCommand = {
  name: 'triggers change',
  group: 'Stage door',
  summary: 'change a trigger, switch it on or off, or answer the question of a pending one',
  details:
    'What is not named stays. --on says yes to a pending one, with --stage where the question is about another stage. Candidates already in the stage when it begins to hold are not invited.',
  args: [triggerArgument],
  options: ['stage', 'template', 'usual', 'on', 'off', 'json'],
  examples: [
    ['bridge triggers change acme_Ey-ttVNKQuqbvZcTOOuHYA --off', 'it invites no candidate'],
    [
      'bridge triggers change acme_Ey-ttVNKQuqbvZcTOOuHYA --on --stage ai-interview-2',
      'the stage has another slug now',
    ],
  ],
  needs: 'bridge',
  async run(parts) {
    const { stage, template, usual, on, off } = parts.options;
    if (on && off) throw new UsageError('Say --on or --off');
    if (usual && template !== undefined) throw new UsageError('Say --template or --usual');
    const changed = {
      stage,
      template: usual ? null : template,
      isActive: on ? true : off ? false : undefined,
    };
    if (Object.values(changed).every((each) => each === undefined))
      throw new UsageError('Say what to change: --stage, --template, --usual, --on or --off');
    const { account, id } = triggerNamed(parts);
    return told(parts, 'changed', await changeTrigger(parts, account, id, changed, anyState));
  },
};

export const removeTriggerCommand: BridgeCommand = {
  name: 'triggers remove',
  group: 'Stage door',
  summary: 'remove a trigger; interviews go on',
  details: 'A stage named by STAGE_NAME is not offered again once its trigger was removed.',
  args: [triggerArgument],
  options: ['json'],
  examples: [['bridge triggers remove acme_Ey-ttVNKQuqbvZcTOOuHYA', 'it invites no candidate any more']],
  needs: 'bridge',
  async run(parts) {
    const { account, id } = triggerNamed(parts);
    await removeTrigger(parts, account, id, anyState);
    parts.print(`${id}: removed`);
    parts.printJson({ account: account.name, trigger: id, outcome: 'removed' });
    return 0;
  },
};

/** The account that an id names. Throws UsageError. */
function triggerNamed({ accounts, args }: OperatorParts): { account: StageDoorAccount; id: string } {
  const [id = ''] = args;
  const account = accounts.find(({ name }) => name === accountOf(id));
  if (account && hasStageDoor(account)) return { account, id };
  throw new UsageError('There is no such trigger: see "bridge triggers"');
}

/** A command says what is to be, whatever it was. */
function anyState(): void {}

function told({ print, printJson }: OperatorParts, outcome: 'added' | 'changed', view: TriggerView): number {
  print(`${view.id}: ${outcome}; ${view.job} ${view.stage} is ${view.state}`);
  printJson(view);
  return 0;
}
