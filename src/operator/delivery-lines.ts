import type { ApplicationRecord } from '../applications/record.ts';
import { describeAnswer } from '../interviews/history.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { DeliveryState } from '../outbox/delivery.ts';
import { answerText } from './answer-text.ts';
import { iso } from './iso.ts';

/** How a delivery stands, for a person. */
export function deliveryLines(
  { acknowledged, inFlight, trying, failed }: DeliveryState,
  record: InterviewRecord | ApplicationRecord,
  peer: string,
): string[] {
  const lines: string[] = [];
  if (acknowledged) lines.push(`  has       ${acknowledged.label} since ${iso(acknowledged.at)}`);
  if (inFlight) {
    lines.push(
      `  in flight since ${iso(inFlight.since)}: outcome unknown, ${peer} may have taken a try that had no answer`,
    );
  }
  if (trying) {
    const { tries, nextAt, answer } = trying;
    const last = answer.status === undefined ? 'the last without answer:' : 'last answer';
    lines.push(`  tries     ${tries}, ${last} ${describeAnswer(answer)}, next at ${iso(nextAt)}`);
  }
  if (failed) {
    const { at, answer, dismissedAt } = failed;
    lines.push(`  failed    at ${iso(at)}, answer ${describeAnswer(answer)} ${answerText(answer, record)}`.trimEnd());
    if (dismissedAt !== undefined) lines.push(`  dismissed at ${iso(dismissedAt)}`);
  }
  return lines;
}
