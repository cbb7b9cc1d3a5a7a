import type { Request } from './life.ts';
import type { Stage } from './stage.ts';
import type { Said, Vendor } from './vendor.ts';
import type { Taken } from './workable.ts';

/** A list shows the state at the end of a poll, but counts from its beginning. */
const askingMs = 10_000;

/** Whether it is time to report this, by the settings and the vendor. */
export function checkGrounds(stage: Stage, vendor: Vendor, request: Request, { status, content }: Taken): void {
  const { invitationExpiresAfterMs, retryGraceMs, resultHoldMs } = stage.policy;
  const due = {
    expired: dueAfter(request.firstSentAt, invitationExpiresAfterMs),
    declined: since('failed', retryGraceMs),
  };
  const dueAt =
    status in due ? due[status as keyof typeof due] : isScored(content) ? 0 : since('finished', resultHoldMs);
  if (stage.now < dueAt) stage.break('nothing is reported before its time', `${request.callbackUrl}: ${content}`);

  function since(state: Said['state'], waitMs: number): number {
    const sittings = vendor.sittingsOf(request.email, request.templateId);
    return dueAfter(Math.min(...sittings.map((sitting) => sitting.since[state] ?? Number.POSITIVE_INFINITY)), waitMs);
  }
}

function dueAfter(at: number, waitMs: number): number {
  return at + waitMs - askingMs;
}

function isScored(content: string): boolean {
  return content.split(' ')[2] !== '–';
}
