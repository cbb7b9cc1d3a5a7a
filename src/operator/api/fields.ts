import { z } from 'zod';
import { limits } from '../../limits.ts';

/** Texts that describe fields end with a full stop, and each field has an example: a test holds that. */
export function about(description: string, ...examples: [unknown, ...unknown[]]) {
  return { description, examples };
}

export const exampleId = 'acme_Ey-ttVNKQuqbvZcTOOuHYA';
export const exampleTime = '2026-01-31T12:00:00.000Z';

export const text = (description: string, example: string) => z.string().meta(about(description, example));
export const count = (description: string, example: number) => z.int().min(0).meta(about(description, example));
export const flag = (description: string, example: boolean) => z.boolean().meta(about(description, example));
export const moment = (description: string) => z.iso.datetime().meta(about(description, exampleTime));

/** A time that the caller gives, in epoch ms once it is read. */
export const givenTime = (description: string) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: 'should be an ISO 8601 time such as 2026-01-31 or 2026-01-31T12:00:00Z',
    })
    .transform((at) => Date.parse(at))
    .meta(about(description, '2026-01-31T12:00:00Z'));

export const accountName = (description: string) => text(description, 'acme');

/** Names and addresses, which are shown only where they are asked for. */
export const reveal = z
  .boolean()
  .default(false)
  .meta(about('Show names and addresses of candidates. That is logged.', true));

export const paging = {
  limit: z.int().min(1).max(limits.apiPageItems).default(50).meta(about('How many at most.', 50)),
  cursor: text('`next_cursor` of the page before.', 'WyI4ZjNhIiwxNzY5ODYwODAwMDAwLCJhIl0').optional(),
};

export function pageOf<Item extends z.ZodType>(item: Item, examples: readonly unknown[], order = 'Newest first.') {
  return z.object({
    items: z.array(item).meta({ description: order, examples: [examples] }),
    next_cursor: text(
      'Where the next page begins; absent at the end.',
      'WyI4ZjNhIiwxNzY5ODYwODAwMDAwLCJhIl0',
    ).optional(),
  });
}
