import type { Context } from '../../applications/context.ts';
import type { ApplicationRecord } from '../../applications/record.ts';
import type { BridgeAccount } from '../../bridge-accounts.ts';
import { within } from '../../http/within.ts';
import { contextOf } from '../../workable/stages/context.ts';
import type { ConnectedAccount } from '../../workable/stages/parts.ts';
import type { BridgeParts } from '../parts.ts';

/** An account that has the stage door. */
export type StageDoorAccount = BridgeAccount & ConnectedAccount;

export function hasStageDoor(account: BridgeAccount): account is StageDoorAccount {
  return account.stage !== undefined && account.connected !== undefined;
}

/** What decides about an application, from what is known here: Workable is not asked. */
export async function knownContextOf(
  { storage, now }: Pick<BridgeParts, 'storage' | 'now'>,
  account: StageDoorAccount,
  record: ApplicationRecord,
): Promise<Context> {
  const { connections, interviews, templates } = storage;
  const templateNames = async (name: string) =>
    // Only names come from there.
    new Map((await templates.read(name).catch(() => undefined))?.map((each) => [each.id, each.name]));
  return contextOf({ connections, interviews, templateNames, within, now, asksWorkable: false }, account, record);
}
