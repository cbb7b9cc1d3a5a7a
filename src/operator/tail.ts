import { setTimeout as sleep } from 'node:timers/promises';
import { asFailure } from '../errors.ts';
import { accountOf } from '../store/ids.ts';
import type { BridgeCommand } from './cli/command.ts';
import { type Cursor, cursorOf, textOf } from './events/cursor.ts';
import type { BridgeEvent } from './events/event.ts';
import { cursorAtBeginning, cursorAtEnd, readAfter } from './events/read.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { chosenAccounts } from './select.ts';

export const tailCommand: BridgeCommand = {
  name: 'tail',
  group: 'See',
  summary: 'print what happens, as it happens, until you press Ctrl-C',
  details:
    'The same events as GET /api/v1/events: ids and outcomes, nothing personal. They are kept for 7 days where OPERATOR_TOKEN is set. While Redis is away it waits, and then goes on where it was.',
  args: [{ name: '[id]', does: 'only of this interview or application' }],
  options: ['account', 'after', 'json'],
  examples: [
    ['bridge tail', 'everything from now on'],
    ['bridge tail default_Ey-ttVNKQuqbvZcTOOuHYA --after 0', 'all that is kept of one interview, and what follows'],
    ['bridge tail --json | jq -c "select(.outcome == \\"failed\\")"', 'only what fails'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: runTail,
};

const pageSize = 200;
const everyMs = 500;

async function runTail(parts: OperatorParts): Promise<number> {
  const { storage, now, args, config, printError, showProgress, stopped } = parts;
  const [id] = args;
  if (config.operatorToken === undefined) {
    throw new UsageError('Events are kept only where OPERATOR_TOKEN is set: set it, and restart the bridge');
  }
  const account = accountToRead(parts, id);
  const reading = { streams: storage.events, now };
  const signal = stopped();
  let cursor = await whereToBegin(parts, account);
  let isAway = false;
  while (!signal.aborted) {
    try {
      const { items, next, isAll } = await readAfter(reading, cursor, pageSize);
      for (const item of items) if (isWanted(item.event, id)) printEvent(item, parts);
      [cursor, isAway] = [next, false];
      if (!isAll) continue;
      showProgress('waiting for the next event; Ctrl-C ends it');
    } catch (error) {
      if (asFailure(error).kind !== 'store-unavailable') throw error;
      if (!isAway) printError('Redis cannot be reached: waiting for it');
      isAway = true;
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
  printError(`To go on from here: bridge tail ${[...args, '--after', textOf(cursor)].join(' ')}`);
  return 0;
}

/** Those of one account are in one stream. */
function accountToRead({ accounts, options }: OperatorParts, id: string | undefined): string | undefined {
  const [chosen] = options.account === undefined ? [] : chosenAccounts(accounts, options.account);
  if (id === undefined) return chosen?.name;
  const owner = accountOf(id);
  if (!accounts.some(({ name }) => name === owner)) {
    throw new UsageError(`"${id}" is no id of an interview or application. "bridge find ${id}" may know it`);
  }
  return owner;
}

async function whereToBegin(parts: OperatorParts, account: string | undefined): Promise<Cursor> {
  const { storage, now, options } = parts;
  const reading = { streams: storage.events, now };
  if (options.after === undefined) return cursorAtEnd(reading, account);
  if (options.after === '0') return cursorAtBeginning(reading, account);
  try {
    return cursorOf(options.after, account, now());
  } catch (error) {
    throw new UsageError(asFailure(error).message.replace(/^Invalid query parameter: after/, '--after'));
  }
}

function isWanted({ interview_id, application_id }: BridgeEvent, id: string | undefined): boolean {
  return id === undefined || interview_id === id || application_id === id;
}

function printEvent({ event, cursor }: { event: BridgeEvent; cursor: Cursor }, { print, printJson }: OperatorParts) {
  const { at, account, event: what, outcome, interview_id, application_id, detail } = event;
  const about = interview_id ?? application_id ?? account;
  print([{ text: at, tone: 'faint' }, `  ${about}  ${what} ${outcome}${detail === undefined ? '' : `  ${detail}`}`]);
  printJson({ ...event, cursor: textOf(cursor) });
}
