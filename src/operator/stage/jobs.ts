import { listOffered } from '../actions/offered.ts';
import { listJobs, listStages } from '../actions/places.ts';
import type { BridgeCommand } from '../cli/command.ts';
import { openTable } from '../cli/table.ts';
import { lastLine } from '../list.ts';
import type { OperatorParts } from '../parts.ts';
import { unknownAccount } from '../unknown-account.ts';
import { accountArgument, stageDoorNamed } from './named.ts';

export const jobsCommand: BridgeCommand = {
  name: 'stage jobs',
  group: 'Stage door',
  summary: 'list the jobs at Workable whose candidates can be interviewed, or the stages of one',
  args: [accountArgument, { name: '[job]', does: 'the shortcode of a job' }],
  options: ['limit', 'json'],
  examples: [
    ['bridge stage jobs acme', 'all jobs'],
    ['bridge stage jobs acme 9CD658E13E', 'the stages of one, for "bridge triggers add"'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: (parts) => (parts.args[1] === undefined ? printJobs(parts) : printStages(parts, parts.args[1])),
};

async function printJobs(parts: OperatorParts): Promise<number> {
  const { limit } = parts.options;
  const jobs = (await listJobs(parts, stageDoorNamed(parts))).slice(0, limit);
  const table = openTable(parts, ['job', 'title', 'state']);
  for (const { shortcode: job, title = '', state } of jobs) {
    parts.printJson({ job, title, state });
    table.row([job, title, state]);
  }
  table.end(lastLine(jobs.length, limit));
  return 0;
}

async function printStages(parts: OperatorParts, job: string): Promise<number> {
  const { limit } = parts.options;
  const stages = (await listStages(parts, stageDoorNamed(parts), job)).slice(0, limit);
  const table = openTable(parts, ['stage', 'name']);
  for (const { slug: stage, name } of stages) {
    parts.printJson({ job, stage, name });
    table.row([stage, name]);
  }
  table.end(lastLine(stages.length, limit));
  return 0;
}

export const templatesCommand: BridgeCommand = {
  name: 'templates',
  group: 'Accounts',
  summary: 'list the interview templates that the vendor of an account offers',
  args: [accountArgument],
  options: ['limit', 'json'],
  examples: [['bridge templates acme', 'their ids, for triggers']],
  needs: 'bridge',
  isReadOnly: true,
  run: printTemplates,
};

async function printTemplates(parts: OperatorParts): Promise<number> {
  const { accounts, args, options, print, printJson } = parts;
  const account = accounts.find(({ name }) => name === args[0]);
  if (!account) throw unknownAccount('The account', args[0] ?? '', accounts);
  const { templates, isWhole } = await listOffered(account);
  const table = openTable(parts, ['id', 'name']);
  const shown = templates.slice(0, options.limit);
  for (const { id, name } of shown) {
    printJson({ id, name });
    table.row([id, name]);
  }
  table.end(lastLine(shown.length, options.limit));
  if (!isWhole) print('The vendor did not give all of its list');
  return isWhole ? 0 : 1;
}
