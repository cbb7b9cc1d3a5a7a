import type { BridgeCommand } from '../cli/command.ts';
import type { Cell } from '../cli/output.ts';
import { openTable } from '../cli/table.ts';
import { lastLine } from '../list.ts';
import type { OperatorParts } from '../parts.ts';
import { connectionOf, type TriggerView, triggerViews } from '../queries/triggers.ts';
import { stageDoors } from './named.ts';

export const triggersCommand: BridgeCommand = {
  name: 'triggers',
  group: 'Stage door',
  summary: 'list the stages whose candidates are interviewed, and what a person has to decide',
  details: 'Its own commands add, change and remove them. What stands in STAGE_TRIGGERS wins and is shown as fixed.',
  options: ['account', 'limit', 'json'],
  examples: [
    ['bridge triggers', 'those of all accounts'],
    [`bridge triggers --json | jq -r 'select(.state == "pending").id'`, 'the ids of those that are pending'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: listTriggers,
};

const tones = { active: 'good', pending: 'busy', off: 'faint' } as const;

async function listTriggers(parts: OperatorParts): Promise<number> {
  const table = openTable(parts, ['id', 'job', 'stage', 'template', 'state', 'remarks']);
  const { limit } = parts.options;
  const all: TriggerView[] = [];
  for (const account of stageDoors(parts)) all.push(...triggerViews(account, await connectionOf(parts, account)));
  const shown = all.slice(0, limit);
  for (const view of shown) {
    parts.printJson(view);
    table.row(cellsOf(view));
  }
  table.end(lastLine(shown.length, limit));
  return 0;
}

function cellsOf({ id, job, stage, template = '', state, is_fixed, question = '', back_fill }: TriggerView): Cell[] {
  const filling = back_fill?.state === 'running' ? `back-fill: ${back_fill.released} so far` : '';
  const remarks = [is_fixed ? 'fixed' : '', question, filling].filter((each) => each !== '');
  return [id, job, stage, template, { text: state, tone: tones[state] }, remarks.join('; ')];
}
