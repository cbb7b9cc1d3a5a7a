import type { Template } from '../../interviews/ports/vendor.ts';

const mostOptions = 500;

/** For a choice. One that the vendor does not list any more stays visible. */
export function optionsOf(
  templates: readonly Template[],
  chosen: string | undefined,
): { value: string; text: string }[] {
  const listed = templates.slice(0, mostOptions).map(({ id, name }) => ({ value: id, text: name || id }));
  const isListed = chosen === undefined || listed.some(({ value }) => value === chosen);
  return isListed ? listed : [{ value: chosen, text: nameIn(templates, chosen) }, ...listed];
}

export function nameIn(templates: readonly Template[], id: string): string {
  return templates.find((each) => each.id === id)?.name || `${id} (not offered any more)`;
}
