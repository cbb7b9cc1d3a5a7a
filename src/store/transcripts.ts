import { z } from 'zod';
import type { Transcript } from '../interviews/transcript.ts';
import { limits } from '../limits.ts';
import type { Codec } from './codec.ts';
import type { Decryption } from './decryption.ts';
import { interviewKey, recordKey } from './keys.ts';
import { keepTranscript } from './scripts/keep-transcript.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';
import { unreadableCodeOf } from './unreadable.ts';

const Kept = z.object({
  attemptId: z.string(),
  turns: z.array(
    z.object({
      speaker: z.union([z.enum(['candidate', 'interviewer']), z.object({ name: z.string() })]),
      text: z.string(),
      language: z.string().exactOptional(),
    }),
  ),
  isCut: z.boolean(),
});

/** What was fetched lately, so that the vendor is not asked again by each reader. */
export type Transcripts = {
  read(id: string, attemptId: string): Promise<Transcript | undefined>;
  keep(id: string, attemptId: string, transcript: Transcript): Promise<void>;
};

/** Of an interview the last one that was fetched, encrypted, for ten minutes at most. */
export function createTranscripts(redis: StoreRedis, codec: Codec, decryption: Decryption): Transcripts {
  return available<Transcripts>({
    async read(id, attemptId) {
      const key = interviewKey(id, 'transcript');
      const stored = await redis.getBuffer(key);
      const kept = stored === null ? undefined : Kept.safeParse(await jsonOf(stored, key)).data;
      return kept?.attemptId === attemptId ? { turns: kept.turns, isCut: kept.isCut } : undefined;
    },

    async keep(id, attemptId, transcript) {
      const keys = { transcript: interviewKey(id, 'transcript'), record: recordKey(id) };
      const content = codec.encryptCompressed(JSON.stringify({ attemptId, ...transcript }), keys.transcript);
      await keepTranscript.run(redis, keys, { content, life_ms: limits.transcriptKeptMs });
    },
  });

  /** What cannot be read or trusted is fetched anew: its key may have been rotated away. */
  async function jsonOf(stored: Buffer, key: string): Promise<unknown> {
    try {
      return await decryption.json(stored, key);
    } catch (error) {
      if (unreadableCodeOf(error) === undefined) throw error;
      return undefined;
    }
  }
}

/** Where nothing is encrypted, nothing is kept. */
export const noTranscripts: Transcripts = { read: async () => undefined, keep: async () => undefined };
