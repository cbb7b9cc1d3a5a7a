import { asFailure, Failure, isNotPermitted } from '../errors.ts';
import { budgets, type Within } from '../interviews/budgets.ts';
import type { Template } from '../interviews/ports/vendor.ts';
import type { Account, Emit } from '../interviews/ports.ts';
import { limits } from '../limits.ts';

type Parts = {
  /** Survives a restart. */
  memory: {
    read(account: string): Promise<Template[] | undefined>;
    write(account: string, templates: Template[]): Promise<void>;
  };
  now: () => number;
  emit: Emit;
  within: Within;
};

const keptMs = 60_000;
/** The shortest time between two reads of the list because a template is missing. */
const freshMs = 2_000;

/** `unanswered`: why the list may be incomplete. */
export type Offered = { templates: Template[]; unanswered?: Failure };

/**
 * The vendor's templates, cached for a minute. While the vendor is down: the last known list. While it lists only a
 * part: that part and the templates known before. Throws Failure if there never was a list. Missing parts are reported.
 */
export function listTemplatesCached({ memory, now, emit, within }: Parts) {
  /** An account whose settings change is another one, and its list begins anew. */
  const kept = new WeakMap<Account, { at: number; offered: Promise<Offered> }>();

  return async function listTemplates(account: Account, options: { isFresh?: boolean } = {}): Promise<Offered> {
    const last = kept.get(account);
    if (last && now() - last.at < (options.isFresh ? freshMs : keptMs)) return last.offered;
    const asked = { at: now(), offered: ask(account) };
    kept.set(account, asked);
    try {
      return await asked.offered;
    } catch (error) {
      // Not cached: the next call asks the vendor again.
      if (kept.get(account) === asked) kept.delete(account);
      throw error;
    }
  };

  async function ask(account: Account): Promise<Offered> {
    const known = () => memory.read(account.name).catch(() => undefined);
    const asking = within(budgets.list, (options) => account.vendor.listTemplates(options));
    const list = await asking.catch((error: unknown) => asFailure(error));
    if (list instanceof Failure) {
      tellMissing(account, list);
      return { templates: (await known()) ?? raise(list), unanswered: list };
    }
    const { templates, missing, isCut } = list;
    for (const { kind, failure } of missing) tellMissing(account, failure, kind);
    if (isCut) emit({ event: 'templates', outcome: 'cut', account: account.name });
    // Templates that the key may not read are not offered; those that could not be read now may be among the known
    // ones.
    const unanswered = missing.find(({ failure }) => !isNotPermitted(failure));
    if (unanswered) {
      const offered = joined(templates, (await known()) ?? []);
      return { templates: offered.length > 0 ? offered : raise(unanswered.failure), unanswered: unanswered.failure };
    }
    await memory.write(account.name, templates).catch(() => undefined);
    return { templates };
  }

  function tellMissing(account: Account, failure: Failure, kind = 'all'): void {
    const isOurKey = failure.kind === 'vendor-key-rejected';
    const outcome = isOurKey ? 'key-rejected' : isNotPermitted(failure) ? 'refused' : 'unanswered';
    emit({ event: 'templates', outcome, account: account.name, detail: `${kind}: ${failure.message}` });
  }
}

function raise(failure: Failure): never {
  throw failure;
}

/** In the known order, so that the list keeps its order while a part is missing; with the newest names. */
function joined(fresh: readonly Template[], known: readonly Template[]): Template[] {
  const names = new Map([...known, ...fresh].map(({ id, name }) => [id, name]));
  const ids = new Set([...known, ...fresh].map(({ id }) => id));
  return [...ids].slice(0, limits.templatesOfAccount).map((id) => ({ id, name: names.get(id) ?? id }));
}

/** The names of an account's templates by their ids, as they were last listed: the vendor is not asked. */
export function templateNamesOf(memory: Pick<Parts['memory'], 'read'>) {
  return async function templateNames(account: string): Promise<ReadonlyMap<string, string>> {
    const templates = (await memory.read(account).catch(() => undefined)) ?? [];
    return new Map(templates.map(({ id, name }) => [id, name]));
  };
}
