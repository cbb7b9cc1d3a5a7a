import { readEventLog } from '../../../sandbox/event-log.ts';
import { runCommand } from '../../../testing/bridge-process.ts';
import type { Cast } from './cast.ts';
import { type MailLifeKept, personOf, type WorkableLifeKept } from './kept.ts';

type Mail = MailLifeKept['mail'];

/** Mails that a candidate got more than once, and how many times more. */
export type Copies = { person: string; extra: number };

/** Copies of one mail: those have the same Message-ID. Others are invitations of their own. */
export function copiesIn(mails: readonly Mail[]): Copies[] {
  const counts = new Map<string, Copies>();
  for (const { person, messageId } of mails) {
    const key = `${person} ${messageId}`;
    counts.set(key, { person, extra: (counts.get(key)?.extra ?? -1) + 1 });
  }
  return [...counts.values()].filter(({ extra }) => extra > 0);
}

/** What is wrong with copies: the bridge has to say of each that it did not know the outcome of the mail before. */
export function unexcused(copies: readonly Copies[], historyOf: ReadonlyMap<string, string>): string[] {
  return copies
    .filter(({ person }) => !historyOf.get(person)?.includes('sent invitation again, since the outcome'))
    .map(({ person, extra }) => `${person} got ${extra} copies of a mail whose outcome was known`);
}

/** How many copies there were, and what is wrong with them, by the bridge's own history. */
export async function auditCopies({ eventLogs, commands }: Cast): Promise<{ copies: number; findings: string[] }> {
  if (eventLogs.mail === undefined) return { copies: 0, findings: [] };
  const copies = copiesIn(readEventLog<MailLifeKept>(eventLogs.mail).read('mail'));
  const created = readEventLog<WorkableLifeKept>(eventLogs.workable).read('created');
  const ids = new Map(created.map(({ number, interviewId }) => [personOf(number), interviewId]));
  const histories = new Map<string, string>();
  for (const { person } of copies) {
    const shown = await runCommand(commands.get('worker1')?.env ?? {}, ['show', ids.get(person) ?? 'none']);
    histories.set(person, shown.text);
  }
  const extra = copies.reduce((all, each) => all + each.extra, 0);
  return { copies: extra, findings: unexcused(copies, histories) };
}
