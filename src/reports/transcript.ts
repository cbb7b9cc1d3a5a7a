import { asFailure, Failure } from '../errors.ts';
import { vendorOf } from '../interviews/at-vendor.ts';
import { budgets, type Within } from '../interviews/budgets.ts';
import type { Account, Emit } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Transcript } from '../interviews/transcript.ts';
import type { Transcripts } from '../store/transcripts.ts';
import type { Completed } from './report.ts';

export type TranscriptParts = { transcripts: Transcripts; within: Within; emit: Emit };

type Of = {
  account: Pick<Account, 'vendor'> & { reports: { transcripts: boolean } };
  record: Pick<InterviewRecord, 'vendor'>;
};

/** Whether there is a page with what was said: the vendor can be asked, and does not say that there is nothing. */
export function offersTranscript({ account: { vendor, reports }, record }: Of, { attempt }: Completed): boolean {
  const canAsk = vendor.name === record.vendor && vendor.fetchTranscript !== undefined;
  return reports.transcripts && canAsk && attempt.hasTranscript !== false;
}

/**
 * What was said in the attempt whose result counts, from the vendor: once for any number of readers of this process at
 * a time, and then for ten minutes as it was. Throws Failure.
 */
export function loadTranscripts({ transcripts, within, emit }: TranscriptParts) {
  const underWay = new Map<string, Promise<Transcript>>();

  return function loadTranscript(account: Account, record: InterviewRecord, { attempt }: Completed) {
    const { attemptId } = attempt;
    const key = `${record.id} ${attemptId}`;
    const running = underWay.get(key);
    if (running) return running;
    const loading = load(account, record, attemptId).finally(() => underWay.delete(key));
    underWay.set(key, loading);
    return loading;
  };

  async function load(account: Account, record: InterviewRecord, attemptId: string): Promise<Transcript> {
    if (account.isPaused) throw new Failure('paused', 'This account is paused');
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
