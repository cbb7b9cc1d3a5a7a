import { Misuse, type OperatorParts } from './parts.ts';

/** `bridge forget <e-mail>`: erases a person from every account and prints what was erased. */
export async function forget({ accounts, storage, bell, print, now, positionals }: OperatorParts): Promise<number> {
  const [email] = positionals;
  if (email === undefined) throw new Misuse('Say whom: bridge forget <e-mail>');
  const ids: string[] = [];
  let count = 0;
  for (const { name } of accounts) {
    for (const { record } of await storage.interviews.findByPerson(name, email)) {
      await storage.interviews.erase(record);
      print(`erased interview ${record.id}`);
      ids.push(record.id);
      count += 1;
    }
    const traces = [email.trim().toLowerCase(), ...ids.map((id) => id.toLowerCase())];
    for (const { handle, body, at } of await storage.rejected.list(name, now())) {
      if (!traces.some((trace) => body.toLowerCase().includes(trace))) continue;
      await storage.rejected.remove(name, handle);
      print(`erased rejected webhook of ${new Date(at).toISOString()}`);
      count += 1;
    }
  }
  await bell.forget(ids);
  print(
    count === 0 ? 'nothing is stored about this person' : `${count} erased; ask the vendor to erase its own data too`,
  );
  return 0;
}
