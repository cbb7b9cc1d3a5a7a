import type { BridgeCommand } from './cli/command.ts';
import { openTable } from './cli/table.ts';
import { iso } from './iso.ts';
import { lastLine } from './list.ts';
import type { OperatorParts } from './parts.ts';
import { bodyOf, every, isCut, isSelected, type Numbered, sizeOf } from './rejected.ts';

export const rejectedCommand: BridgeCommand = {
  name: 'rejected',
  group: 'Rejected webhooks',
  summary: 'list webhooks that could not be read, newest first, or print one',
  details: 'A body may contain personal data. The oldest has number 1; numbers may change, ids never do.',
  args: [{ name: '[webhook]', does: 'the number or id of one: print its body' }],
  options: ['limit', 'json'],
  examples: [
    ['bridge rejected', 'list them with the reason'],
    ['bridge rejected 1', 'print the body of number 1'],
  ],
  needs: 'bridge',
  isReadOnly: true,
  run: (parts) => {
    const [word] = parts.args;
    return word === undefined ? listRejected(parts) : showRejected(parts, word);
  },
};

async function listRejected(parts: OperatorParts): Promise<number> {
  const { options, printJson } = parts;
  const all: Numbered[] = [];
  for await (const kept of every(parts)) all.push(kept);
  // A stored time may be invalid.
  all.reverse().sort((a, b) => (b.at || 0) - (a.at || 0));
  const shown = all.slice(0, options.limit);
  const table = openTable(parts, ['number', 'id', 'at', 'account', 'reason', 'size']);
  for (const kept of shown) {
    const { number, id, at, account, reason } = kept;
    printJson(aboutData(kept));
    table.row([String(number), id, iso(at), account.name, reason, sizeOf(kept)]);
  }
  table.end(lastLine(shown.length, options.limit));
  return 0;
}

function aboutData({ number, id, at, account, reason, bytes }: Numbered): object {
  return { number, webhook_id: id, at: iso(at), account: account.name, reason, bytes };
}

async function showRejected(parts: OperatorParts, word: string): Promise<number> {
  for await (const kept of every(parts)) {
    if (!isSelected(kept, [word])) continue;
    const body = await bodyOf(parts, kept);
    if (body === undefined) break;
    if (typeof body !== 'string') {
      parts.printError(`Rejected webhook ${kept.id} ${body.problem}`);
      return 1;
    }
    parts.printText(body);
    parts.printJson({ ...aboutData(kept), body });
    if (isCut(kept, body)) parts.printError(`Only its first ${Buffer.byteLength(body)} of ${sizeOf(kept)} are kept`);
    return 0;
  }
  parts.printError(`There is no rejected webhook ${word}`);
  return 1;
}
