import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { InterviewRecord } from '../../interviews/record.ts';
import { tracesOf } from '../find-person.ts';
import { mentions } from '../mentions.ts';
import type { BridgeParts } from '../parts.ts';
import { bodyOf } from '../rejected.ts';

/** A rejected webhook; `body`: its beginning. It may hold names and addresses. */
export type WebhookAbout = { id: string; at: number; reason: string; body: string };

const lookedAt = 200;
const shown = 3;
const shownCharacters = 2_000;

/** Of the account's newest rejected webhooks the first few that name an interview or one of its attempts. */
export async function webhooksAbout(
  { storage, now }: Pick<BridgeParts, 'storage' | 'now'>,
  account: BridgeAccount,
  record: InterviewRecord,
): Promise<WebhookAbout[]> {
  const isAbout = mentions([record.id, ...tracesOf(record)]);
  const found: WebhookAbout[] = [];
  for (const { id, at, reason } of await storage.rejected.page(account.name, now(), lookedAt)) {
    const body = await bodyOf({ storage }, { account, id });
    if (typeof body !== 'string' || !isAbout(body)) continue;
    found.push({ id, at, reason, body: body.slice(0, shownCharacters) });
    if (found.length === shown) break;
  }
  return found;
}
