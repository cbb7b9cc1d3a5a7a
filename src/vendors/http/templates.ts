import { z } from 'zod';
import { singleLine } from '../../interviews/legible.ts';
import type { Template, TemplateList } from '../../interviews/ports/vendor.ts';
import { limits } from '../../limits.ts';
import { reads } from '../../settings/values.ts';
import { Id } from '../lenient.ts';

const Name = z
  .string()
  .transform((name) => singleLine(name, limits.titleCharacters))
  .pipe(z.string().min(1));
const Listed = z.array(z.strictObject({ id: Id, name: Name })).min(1);

/** VENDOR_TEMPLATES: as strict as a setting should be. */
export const listedTemplates = reads(
  `a JSON list of up to ${limits.templatesOfAccount} objects like {"id": "support", "name": "Customer support"}, each id once`,
  (text): readonly Template[] | undefined => {
    const { data } = Listed.safeParse(jsonOf(text));
    return data && data.length <= limits.templatesOfAccount && !hasTwice(data) ? data : undefined;
  },
);

/** Each id once, and as many as can be offered. */
export function templateList(named: readonly Template[]): TemplateList {
  const templates = [...new Map(named.map((each) => [each.id, each])).values()];
  const most = limits.templatesOfAccount;
  return { templates: templates.slice(0, most), missing: [], isCut: templates.length > most };
}

function hasTwice(templates: readonly Template[]): boolean {
  return new Set(templates.map(({ id }) => id)).size < templates.length;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
