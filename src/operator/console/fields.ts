import type { ConsolePage } from './page.ts';

/** Of a form or an address, by name; a list where it was given several times. */
export type FieldTexts = Record<string, string | string[]>;

export function objectOf(fields: URLSearchParams): FieldTexts {
  const entries = [...new Set(fields.keys())].map((name) => {
    const all = fields.getAll(name);
    return [name, all.length === 1 ? (all[0] ?? '') : all] as const;
  });
  return Object.fromEntries(entries);
}

/** Fields of a form that were left empty are sent all the same. */
export function withoutEmpty(search: string): URLSearchParams {
  return new URLSearchParams([...new URLSearchParams(search)].filter(([, text]) => text !== ''));
}

/** `query`: with which the page shows the form. */
export type FormOfPage = { page: ConsolePage | undefined; to: string; fields: FieldTexts; query: string };

/** The form can be sent again once it is corrected. */
export const correctable: readonly number[] = [400, 409, 412, 422];

/** A form has fields of the address of its page. */
export function queryFor(page: ConsolePage | undefined, fields: FieldTexts): string {
  const names = Object.keys(page?.query.shape ?? {});
  const given = names.flatMap((name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return typeof field === 'string' && field !== '' ? [[name, field]] : [];
  });
  return String(new URLSearchParams(given));
}
