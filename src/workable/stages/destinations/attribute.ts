import type { Timeline } from '../../../applications/context.ts';
import type { Entry } from '../../../applications/entries.ts';
import type { Destination } from '../../../outbox/destination.ts';
import type { SpiClient } from '../../api/client.ts';
import type { Turn } from '../../api/limiter.ts';
import { SpiError } from '../../api/spi-error.ts';
import { attributeValue } from '../entries/attribute.ts';
import { spiCircuit } from './comments.ts';
import type { Gate } from './gate.ts';

type Parts = {
  client: Pick<SpiClient, 'updateAttribute' | 'candidate'>;
  gate: Gate;
  /** The attribute's key at Workable. */
  attribute: string;
};

/** The percentage of the newest result, in a custom attribute by which people sort candidates. */
export function createScoreAttribute({ client, gate, attribute: key }: Parts): Destination<Timeline> {
  return {
    id: 'attribute',
    circuit: spiCircuit,
    documents({ entries }) {
      const result = entries.findLast((entry): entry is Result => entry.key === 'result' && !entry.isLate);
      const value = attributeValue(result?.outcome.attempt.score ?? undefined);
      if (value === undefined) return [];
      const outline = () => ({ value });
      return [
        { key: 'score', label: `score ${value}`, digest: value, body: value, outline, isScoreAboveMaximum: false },
      ];
    },
    write: ({ record: { candidateId } }, { body: value }, { signal }) =>
      gate.run({ destinationId: 'attribute' }, signal, async () => {
        const turn: Turn = { priority: 'result', signal };
        await client.updateAttribute(candidateId, { key, value }, turn).catch(async (error: unknown) => {
          if (!(error instanceof SpiError && error.kind === 'gone')) throw error;
          // It does not say what is missing. Where the candidate is not, this throws the same.
          await client.candidate(candidateId, turn);
          throw new SpiError('forbidden', `Workable has no custom attribute ${key}`, { status: 404 });
        });
        return undefined;
      }),
  };
}

type Result = Extract<Entry, { key: 'result' }>;
