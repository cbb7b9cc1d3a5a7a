import type { Account, Template } from '../interviews/ports.ts';

type Parts = {
  /** Outlives the process. */
  memory: {
    read(account: string): Promise<Template[] | undefined>;
    write(account: string, templates: Template[]): Promise<void>;
  };
  now: () => number;
};

const keptMs = 60_000;
/** A template that is not on the list is looked for again, but no more often than this. */
const freshMs = 2_000;

/** The vendor's templates, kept for a minute; while the vendor is down, the last known list. Throws Failure when there never was one. */
export function listTemplatesCached({ memory, now }: Parts) {
  const kept = new Map<string, { at: number; templates: Promise<Template[]> }>();

  return async function listTemplates(account: Account, options: { isFresh?: boolean } = {}): Promise<Template[]> {
    const last = kept.get(account.name);
    if (last && now() - last.at < (options.isFresh ? freshMs : keptMs)) return last.templates;
    const asked = { at: now(), templates: ask(account) };
    kept.set(account.name, asked);
    try {
      return await asked.templates;
    } catch (error) {
      // Not kept: the next caller asks again.
      if (kept.get(account.name) === asked) kept.delete(account.name);
      throw error;
    }
  };

  async function ask(account: Account): Promise<Template[]> {
    try {
      const templates = await account.vendor.listTemplates();
      await memory.write(account.name, templates).catch(() => undefined);
      return templates;
    } catch (error) {
      const known = await memory.read(account.name).catch(() => undefined);
      if (known) return known;
      throw error;
    }
  }
}
