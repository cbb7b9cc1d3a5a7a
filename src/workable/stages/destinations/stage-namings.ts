import { noteInConnection } from '../change-connection.ts';
import { type StageNaming, stageNamings } from '../connection.ts';
import type { ConnectionStore } from '../parts.ts';

/** How ratings name their stage, which Workable's reference does not say. All processes remember it. Throws Failure. */
export type StageNamings = {
  /** In the order in which they are to be tried: what an account's ratings were last taken with goes first. */
  toTry(account: string): Promise<readonly StageNaming[]>;
  remember(account: string, taken: StageNaming): Promise<void>;
};

export function createStageNamings(connections: Pick<ConnectionStore, 'idOf' | 'read' | 'save'>): StageNamings {
  return {
    async toTry(account) {
      const current = await connections.read(connections.idOf(account));
      const known = stageNamings.find((each) => each === current?.record.stageNaming);
      return [...new Set([known ?? 'identifier', ...stageNamings])];
    },

    async remember(account, taken) {
      await noteInConnection(connections, account, (record) =>
        record.stageNaming === taken ? undefined : { ...record, stageNaming: taken },
      );
    },
  };
}
