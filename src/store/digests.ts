import { createHmac } from 'node:crypto';
import { personOf } from '../interviews/person.ts';
import type { Origin } from '../interviews/record.ts';
import { accountOf } from './ids.ts';

/** What stands for something personal, in fields of hashes and in names of keys. */
export type Digests = {
  origin(account: string, origin: Origin): string;
  /** Of every spelling of the address. */
  person(account: string, email: string): string;
  candidateRef(account: string, templateId: string, candidateRef: string): string;
  /** Of a candidate's id in the applicant tracking system. */
  application(account: string, candidateId: string): string;
  /** Of a secret that decides the account of a request; `setting`: the one that holds it. */
  accountSecret(setting: string, secret: string): string;
  /** Of the vendor's id of an invitation or attempt, or of the candidate's link. */
  reference(account: string, reference: string): string;
  /** Of the secret half of a shared link of an interview. */
  link(id: string, secret: string): string;
  /** Of a request to the operator's API, or of the key that makes it idempotent. */
  request(...parts: string[]): string;
  /** Of the secret half of a connect link of an account. */
  connectLink(account: string, secret: string): string;
  /** Of a session of the operator's console, which lasts as long as the token that opened it. */
  session(operatorToken: string, id: string): string;
  /** Of the address of one who logs in there. */
  client(address: string): string;
};

/** 132 bits: too many for two to be equal, and such two cannot be looked for without the secret. */
const digestLength = 22;

export function digestsWith(secret: string): Digests {
  return {
    origin: (account, { door, key }) => digest(account, 'origin', door, key),
    person: (account, email) => digest(account, 'person', personOf(email)),
    candidateRef: (account, templateId, candidateRef) => digest(account, 'candidate-ref', templateId, candidateRef),
    application: (account, candidateId) => digest(account, 'application', candidateId),
    accountSecret: (setting, secret) => digest('', 'account-secret', setting, secret),
    reference: (account, reference) => digest(account, 'reference', reference),
    link: (id, secret) => digest(accountOf(id), 'link', id, secret),
    request: (...parts) => digest('', 'request', ...parts),
    connectLink: (account, secret) => digest(account, 'connect-link', secret),
    session: (operatorToken, id) => digest('', 'session', operatorToken, id),
    client: (address) => digest('', 'client', address),
  };

  /** The account is part of it, so that Redis does not show that two accounts know the same person. */
  function digest(...parts: [account: string, kind: string, ...what: string[]]): string {
    return createHmac('sha256', secret).update(JSON.stringify(parts)).digest('base64url').slice(0, digestLength);
  }
}
