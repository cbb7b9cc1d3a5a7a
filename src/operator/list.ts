import { describeAnswer } from '../interviews/history.ts';
import { answerText } from './answer-text.ts';
import { iso } from './iso.ts';
import type { OperatorParts } from './parts.ts';
import { chosenAccounts, type Selected, select } from './select.ts';

/** `bridge interviews` */
export async function listInterviews(parts: OperatorParts): Promise<number> {
  return list(parts, 'all', ({ record, state }) => `${iso(record.createdAt)}  ${record.id}  ${state}`);
}

/** `bridge failed` */
export async function listFailed(parts: OperatorParts): Promise<number> {
  return list(parts, 'failed', ({ record }) => {
    const [failed] = Object.values(record.deliveries).flatMap((delivery) => delivery.failed ?? []);
    const answer = failed ? `${describeAnswer(failed.answer)}  ${answerText(failed.answer, record)}` : '';
    return `${iso(failed?.at ?? 0)}  ${record.id}  ${answer}`.trimEnd();
  });
}

async function list(parts: OperatorParts, kind: 'all' | 'failed', line: (selected: Selected) => string) {
  const missing: string[] = [];
  let count = 0;
  for await (const several of select(parts, kind, missing)) {
    for (const selected of several) parts.print(line(selected));
    count += several.length;
  }
  parts.print(count === 0 ? 'none' : `${count} in all`);
  return missing.length === 0 ? 0 : 1;
}

/** `bridge history` */
export async function listHistory({ accounts, storage, filters, print }: OperatorParts): Promise<number> {
  const lines = await Promise.all(
    chosenAccounts(accounts, filters.account).map(async ({ name }) =>
      (await storage.history.list(name)).map((line) => ({ name, ...line })),
    ),
  );
  const all = lines.flat().sort((a, b) => a.at - b.at);
  for (const { at, name, text } of all) print(`${iso(at)}  ${name}  ${text}`);
  print(all.length === 0 ? 'none' : `${all.length} in all`);
  return 0;
}
