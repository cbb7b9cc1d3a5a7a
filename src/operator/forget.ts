import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import { mentions } from './mentions.ts';
import { Misuse, type OperatorParts } from './parts.ts';

/** `bridge forget <e-mail>`: erases a person from every account and prints what was erased. */
export async function forget({ accounts, storage, bell, print, now, positionals }: OperatorParts): Promise<number> {
  const [email] = positionals;
  if (!email?.includes('@')) throw new Misuse('Say whom: bridge forget <e-mail>');
  const ids: string[] = [];
  let count = 0;
  for (const { name } of accounts) {
    const theirs = await storage.interviews.findByPerson(name, email);
    const isTheirs = mentions([email, ...theirs.flatMap(({ record }) => tracesOf(record))]);
    // First what only the interviews lead to: a command that was interrupted can then be given again. Whoever rotates
    // keys gives bodies new handles meanwhile, so this goes on until there are none.
    const find = async () => (await storage.rejected.list(name, now())).filter(({ body }) => isTheirs(body));
    for (let found = await find(); found.length > 0; found = await find()) {
      for (const { handle, at } of found) {
        if (!(await storage.rejected.remove(name, handle))) continue;
        print(`erased rejected webhook of ${new Date(at).toISOString()}`);
        count += 1;
      }
    }
    for (const { record } of theirs) {
      await storage.interviews.erase(record);
      print(`erased interview ${record.id}`);
      ids.push(record.id);
      count += 1;
    }
  }
  await bell.forget(ids);
  print(
    count === 0 ? 'nothing is stored about this person' : `${count} erased; ask the vendor to erase its own data too`,
  );
  return 0;
}

/** A short id may be part of anything. */
const shortestTrace = 16;

/** What speaks of an interview although it names nobody. */
function tracesOf(record: InterviewRecord): string[] {
  const vendors = attemptsOf(record).flatMap(({ attemptId, profileId }) => [attemptId, profileId ?? '']);
  return [record.id, ...vendors].filter((trace) => trace.length >= shortestTrace);
}
