import { asFailure, Failure } from '../errors.ts';
import { vendorOf } from '../interviews/at-vendor.ts';
import { budgets, type Within } from '../interviews/budgets.ts';
import type { Account, Emit } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Transcript } from '../interviews/transcript.ts';
import { limits } from '../limits.ts';
import type { Transcripts } from '../store/transcripts.ts';
import type { Completed } from './report.ts';

export type TranscriptParts = { transcripts: Transcripts; within: Within; emit: Emit; now: () => number };

type Of = {
  account: Pick<Account, 'vendor'> & { reports: { transcripts: boolean } };
  record: Pick<InterviewRecord, 'vendor'>;
};

/** `endedAt`: absent while it is under way. */
type Loaded = { loading: Promise<Transcript>; endedAt?: number };

/** Whether there is a page with what was said: the vendor can be asked, and does not say that there is nothing. */
export function offersTranscript({ account: { vendor, reports }, record }: Of, { attempt }: Completed): boolean {
  const canAsk = vendor.name === record.vendor && vendor.fetchTranscript !== undefined;
  return reports.transcripts && canAsk && attempt.hasTranscript !== false;
}

/**
 * What was said in the attempt whose result counts, from the vendor: once for any number of readers of this process
 * within moments, whatever came of it, and then for ten minutes as it was, where that may be stored. Throws Failure.
 */
export function loadTranscripts({ transcripts, within, emit, now }: TranscriptParts) {
  const lately = new Map<string, Loaded>();

  return async function loadTranscript(account: Account, record: InterviewRecord, { attempt }: Completed) {
    if (account.isPaused) throw new Failure('paused', 'This account is paused');
    for (const [key, loaded] of lately) if (isOver(loaded)) lately.delete(key);
    const { attemptId } = attempt;
    const key = `${record.id} ${attemptId}`;
    const known = lately.get(key);
    if (known) return known.loading;
    const loaded: Loaded = { loading: load(account, record, attemptId) };
    lately.set(key, loaded);
    return loaded.loading.finally(() => end(loaded));
  };

  function isOver({ endedAt }: Loaded): boolean {
    return endedAt !== undefined && now() >= endedAt + limits.transcriptAgainMs;
  }

  /** Of those that have ended the last few are remembered. */
  function end(loaded: Loaded): void {
    loaded.endedAt = now();
    const ended = [...lately].filter(([, { endedAt }]) => endedAt !== undefined);
    for (const [key] of ended.slice(0, -limits.transcriptsRemembered)) lately.delete(key);
  }

  async function load(account: Account, record: InterviewRecord, attemptId: string): Promise<Transcript> {
    const known = await transcripts.read(record.id, attemptId);
    if (known) return known;
    const where = { account: account.name, interviewId: record.id, attemptId };
    try {
      const found = await ask(account, record, attemptId);
      emit({ event: 'transcript', outcome: 'answered', ...where });
      // Who reads it needs no copy to be kept.
      await transcripts.keep(record.id, attemptId, found).catch(() => undefined);
      return found;
    } catch (error) {
      emit({ event: 'transcript', outcome: 'unanswered', detail: asFailure(error).kind, ...where });
      throw error;
    }
  }

  async function ask(account: Account, record: InterviewRecord, attemptId: string): Promise<Transcript> {
    const { fetchTranscript } = vendorOf(account, record);
    if (!fetchTranscript) throw new Failure('vendor-refused', 'The vendor tells no transcripts');
    return within(budgets.transcript, (options) => fetchTranscript(attemptId, options));
  }
}
