import type { Exchange } from './client.ts';
import { isObject, notApplicable } from './expect.ts';

type Options = { list: () => Promise<Exchange>; name: string; chosen: string | undefined };

/** The templates to check with: the chosen one, or the first of the list of this name, and one besides. */
export function offeredTemplates({ list, name, chosen }: Options) {
  return { template, otherTemplate };

  async function template(): Promise<string> {
    return chosen ?? (await offered())[0] ?? notApplicable('It needs a template, and none is offered');
  }

  async function otherTemplate(): Promise<string> {
    const first = await template();
    return (await offered()).find((id) => id !== first) ?? notApplicable('It needs a second template');
  }

  async function offered(): Promise<string[]> {
    const { json } = await list();
    const rows = isObject(json) && Array.isArray(json[name]) ? json[name] : [];
    return rows.flatMap((row: unknown) => (isObject(row) && typeof row.id === 'string' && row.id ? [row.id] : []));
  }
}
