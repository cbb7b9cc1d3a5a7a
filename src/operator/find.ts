import type { BridgeCommand } from './cli/command.ts';
import { openTable } from './cli/table.ts';
import { iso } from './iso.ts';
import { lastLine } from './list.ts';
import type { OperatorParts } from './parts.ts';
import { examined } from './queries/applications.ts';
import { find } from './queries/find.ts';
import { openViews } from './queries/interview-view.ts';
import { every } from './rejected.ts';
import { stateCell } from './state-cell.ts';

export const findCommand: BridgeCommand = {
  name: 'find',
  group: 'See',
  summary: 'find what an e-mail address, id, name or link is about, and say how it stands and how to go on',
  details:
    "It takes an e-mail address; an id of an interview, application or rejected webhook; the vendor's id of an invitation or attempt; Workable's id of a candidate; a callback URL; a link to a report; the name of an account; or a candidate's name. For a candidate's name only the newest records are read.",
  args: [{ name: '<anything…>', does: 'an e-mail address, id, name or link; several words are one name' }],
  options: ['limit', 'json'],
  examples: [
    ['bridge find ines@example.com', 'all interviews of a person, and where their results are'],
    ['bridge find https://acme.workable.com/callbacks/42', 'the interview that is reported there'],
    ['bridge find Ines Marlow', 'by name'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: runFind,
};

type Hit = { at: string; what: string; id: string; state: string; reason: string; go_on: string };
/** `word`: its state as people read it, where that is another one than for programs. */
type Row = Hit & { word?: string };

async function runFind(parts: OperatorParts): Promise<number> {
  const { args, options, printJson, printError, showProgress } = parts;
  const text = args.join(' ').trim();
  const found = await find(parts, text, (read) => showProgress(`records read: ${read}`));
  const view = openViews(parts);
  const interviews = found.interviews.map(async ({ record, account }): Promise<Row> => {
    const { id, state, reason, created_at: at } = await view(record, account);
    return { at, what: 'interview', id, state, reason, go_on: `bridge ${goOn[state] ?? 'show'} ${id}` };
  });
  const applications = found.applications.map(async ({ record, account }): Promise<Row> => {
    const { view: seen, word } = await examined(parts, account, record);
    const { id, state, reason, created_at: at } = seen;
    return { at, what: 'application', id, state, reason, go_on: `bridge show ${id}`, word };
  });
  const hits: Row[] = [...(await Promise.all([...interviews, ...applications])), ...(await others(parts, text))];
  const shown = hits.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, options.limit);
  const table = openTable(parts, ['what', 'id', 'state', 'reason', 'go on with']);
  for (const { word, ...hit } of shown) {
    printJson(hit);
    table.row([hit.what, hit.id, stateCell(word ?? hit.state), hit.reason, hit.go_on]);
  }
  table.end(lastLine(shown.length, options.limit));
  if (found.isCut) printError('Only the newest records were read: older ones may have it too');
  return shown.length === 0 ? 1 : 0;
}

/** What a person most likely does next. */
const goOn: Readonly<Record<string, string>> = {
  needs_decision: 'resolve',
  delivering: 'replay',
  failed: 'replay',
  refused: 'replay --dry-run',
};

/** Rejected webhooks by their id, accounts by their name. */
async function others(parts: OperatorParts, text: string): Promise<Hit[]> {
  const hits: Hit[] = parts.accounts
    .filter(({ name }) => name === text)
    .map(({ name, isPaused, vendor }) => ({
      at: '',
      what: 'account',
      id: name,
      state: isPaused ? 'paused' : 'active',
      reason: `Its vendor is ${vendor.name}.`,
      go_on: `bridge status --account ${name}`,
    }));
  for await (const { id, at, reason } of every(parts)) {
    if (id !== text) continue;
    const go_on = `bridge replay-rejected ${id}`;
    hits.push({ at: iso(at), what: 'rejected webhook', id, state: 'rejected', reason, go_on });
  }
  return hits;
}
