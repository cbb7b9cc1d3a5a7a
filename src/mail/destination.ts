import { domainToASCII } from 'node:url';
import { singleLine } from '../interviews/legible.ts';
import type { Known } from '../interviews/plan.ts';
import { fullName, type InterviewRecord, invitationMail } from '../interviews/record.ts';
import { limits } from '../limits.ts';
import type { Destination, Document, WriteOptions, WriteResult } from '../outbox/destination.ts';
import { candidatePageUrl } from './address.ts';
import { invitationText } from './invitation-text.ts';
import { type Letter, letterTo } from './letter.ts';
import { invitationMessage, messageIdOf } from './message.ts';
import type { CandidateSettings, MailSettings } from './settings.ts';
import type { Transport } from './transport.ts';

type Parts = {
  transport: Pick<Transport, 'send'>;
  settings: MailSettings;
  candidates: CandidateSettings;
  vendorTitle: string;
  /** How long after its creation an interview is open. */
  opensForMs: number;
  /** Without a trailing slash. */
  publicUrl: string;
  now: () => number;
};

/** The candidate's mailbox, which gets one document: the invitation, where the vendor only gave a link. */
export function createMail(parts: Parts): Destination<Known> {
  return {
    id: 'mail',
    circuit: 'mail',
    accumulates: true,
    givesWay: true,
    documents: (subject) => (isMailWanted(subject) ? [invitationOf(parts, subject.record)] : []),
    write: ({ record }, _, options) => send(parts, record, options),
  };
}

function isMailWanted({ record, outcome }: Known): boolean {
  const { invitation, candidateLink, cancellation, mailsWanted = 0 } = record;
  if (outcome.status !== 'pending' || invitation.state !== 'invited') return false;
  return mailsWanted > 0 && candidateLink !== undefined && cancellation === undefined;
}

/** The digest is the mail's number and not that of its text: no setting may ever send one twice. */
function invitationOf(parts: Parts, record: InterviewRecord): Document {
  const number = record.mailsWanted ?? 0;
  return {
    key: 'invitation',
    label: 'invitation',
    digest: String(number),
    get body() {
      return invitationText(letterOf(parts, record), candidatePageUrl(parts.publicUrl, record));
    },
    outline: () => ({ mail: number }),
    isScoreAboveMaximum: false,
  };
}

async function send(parts: Parts, record: InterviewRecord, options: WriteOptions): Promise<WriteResult> {
  const { transport, settings, publicUrl, now } = parts;
  if (now() >= expiryOf(parts, record)) {
    // The vendor is asked once more before it counts as expired; no candidate is to be invited meanwhile.
    return { outcome: 'try-again', isUnsent: true, answer: { error: 'the time for the interview is over' } };
  }
  const { candidate, id, mailsWanted = 0 } = record;
  const message = await invitationMessage(letterOf(parts, record), {
    settings,
    to: { name: singleLine(fullName(candidate), limits.titleCharacters), address: inAscii(candidate.email) },
    url: candidatePageUrl(publicUrl, record),
    messageId: messageIdOf(id, mailsWanted, publicUrl),
    // Of a mail that may have arrived, copies have the date of the first one.
    sentAt: record.deliveries[invitationMail]?.inFlight?.since ?? now(),
  });
  return transport.send({ from: settings.from.address, to: inAscii(candidate.email) }, message, options);
}

/** Mail servers need not know of domains beyond ASCII, and their punycode means the same. */
function inAscii(address: string): string {
  const at = address.lastIndexOf('@') + 1;
  const domain = address.slice(at);
  return /^\p{ASCII}*$/u.test(domain) ? address : address.slice(0, at) + domainToASCII(domain);
}

function letterOf(parts: Parts, record: InterviewRecord): Letter {
  const { vendorTitle, candidates } = parts;
  const { language } = candidates;
  return letterTo(record, { vendorTitle, expiresAt: expiryOf(parts, record), settings: candidates, language });
}

function expiryOf({ opensForMs }: Parts, { createdAt }: InterviewRecord): number {
  return createdAt + opensForMs;
}
