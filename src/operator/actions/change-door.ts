import { changeConnection } from '../../workable/stages/change-connection.ts';
import type { ConnectionRecord } from '../../workable/stages/connection.ts';
import type { BridgeParts } from '../parts.ts';
import type { StageDoorAccount } from '../queries/application-context.ts';

/** Changes how an account stands at Workable for an operator. `to` is called again where it has changed meanwhile. */
export function changeDoor(
  { storage, now, wakeUps }: Pick<BridgeParts, 'storage' | 'now' | 'wakeUps'>,
  { name }: StageDoorAccount,
  to: (record: ConnectionRecord) => ConnectionRecord,
): Promise<ConnectionRecord> {
  return changeConnection({ connections: storage.connections, now, wakeUp: wakeUps.send }, name, to);
}
