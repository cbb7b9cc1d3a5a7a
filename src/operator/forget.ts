import { addressIn } from '../interviews/person.ts';
import { type Forgotten, forget } from './actions/forget.ts';
import type { BridgeCommand } from './cli/command.ts';
import { iso } from './iso.ts';
import { type OperatorParts, UsageError } from './parts.ts';

export const forgetCommand: BridgeCommand = {
  name: 'forget',
  group: 'Stored data',
  summary: 'list the data stored about a person in every account; with --yes erase it',
  details:
    'Data that the vendor, Workable and back-ups hold is not reached. Workable hears nothing: to have an interview without a result end there, cancel it first.',
  args: [{ name: '<e-mail>', does: 'the address of the person, in any spelling' }],
  options: ['yes', 'json'],
  examples: [
    ['bridge forget ines@example.com', 'what would be erased'],
    ['bridge forget ines@example.com --yes', 'erase it'],
  ],
  needs: 'bridge',
  run: runForget,
};

async function runForget(parts: OperatorParts): Promise<number> {
  const { print, printJson, printError, showProgress, args, options } = parts;
  const [given = ''] = args;
  const email = addressIn(given);
  if (email === undefined) throw new UsageError(`"${given}" is no e-mail address. Say whom: bridge forget <e-mail>`);
  const onFound = (found: Forgotten) => {
    const { account, id } = found;
    switch (found.kind) {
      case 'webhook':
        print(`${verbOf(options)} rejected webhook ${id} of ${iso(found.at)}`);
        return printJson({ account, webhook_id: id, outcome: outcomeOf(options) });
      case 'unreadable-webhook':
        return printError(
          `rejected webhook ${id} ${found.problem}; whether it is about this person cannot be determined`,
        );
      case 'not-cancelled':
        return printError(`the vendor did not cancel interview ${id}: ${found.why}. Cancel it there`);
      case 'interview':
        print(`${verbOf(options)} interview ${id}`);
        return printJson({ account, interview_id: id, outcome: outcomeOf(options) });
      case 'application':
        print(`${verbOf(options)} application ${id}`);
        return printJson({ account, application_id: id, outcome: outcomeOf(options) });
      case 'unreadable-application':
        return printError(`application ${id} cannot be read; whether it is about this person cannot be determined`);
      case 'unreadable-interview':
        printError(
          `${verbOf(options)} interview ${id}, whose record cannot be read: rejected webhooks that name only its attempts stay`,
        );
        return printJson({ account, interview_id: id, outcome: outcomeOf(options) });
    }
  };
  const totals = await forget(parts, email, options.yes === true, onFound, showProgress);
  print(lastLine(totals.interviews + totals.applications + totals.webhooks, options.yes === true));
  if (totals.heads > 0) print(headsLine(totals.heads));
  return totals.unreadable === 0 ? 0 : 1;
}

function outcomeOf({ yes }: OperatorParts['options']): 'erased' | 'would-erase' {
  return yes ? 'erased' : 'would-erase';
}

function verbOf({ yes }: OperatorParts['options']): string {
  return yes ? 'erased' : 'would erase';
}

function lastLine(count: number, isDone: boolean): string {
  if (count === 0) return 'nothing is stored about this person';
  if (isDone) return `${count} erased; ask the vendor to erase its own data too`;
  return `${count} would be erased; nothing was done. To erase them: bridge forget <e-mail> --yes`;
}

/** Not an error: a vendor may send large webhooks at any time. */
function headsLine(count: number): string {
  const which =
    count === 1 ? '1 large webhook is kept only as its head' : `${count} large webhooks are kept only as heads`;
  return `${which}, so the rest may have named this person. See "bridge rejected", then "bridge discard"`;
}
