import { noteInConnection } from '../change-connection.ts';
import { type RatingStage, ratingStages } from '../connection.ts';
import type { ConnectionStore } from '../parts.ts';

/** How ratings name their stage, which Workable's reference does not say. All processes remember it. Throws Failure. */
export type RatingStages = {
  /** In the order in which they are to be tried: what an account's ratings were last taken with goes first. */
  toTry(account: string): Promise<readonly RatingStage[]>;
  remember(account: string, taken: RatingStage): Promise<void>;
};

export function createRatingStages(connections: Pick<ConnectionStore, 'idOf' | 'read' | 'save'>): RatingStages {
  return {
    async toTry(account) {
      const current = await connections.read(connections.idOf(account));
      const known = ratingStages.find((each) => each === current?.record.ratingStage);
      return [...new Set([known ?? 'identifier', ...ratingStages])];
    },

    async remember(account, taken) {
      await noteInConnection(connections, account, (record) =>
        record.ratingStage === taken ? undefined : { ...record, ratingStage: taken },
      );
    },
  };
}
