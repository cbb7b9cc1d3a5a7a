import { randomUUID } from 'node:crypto';

/** `<account>_<kind>.<name>`; an interview's names no kind. */
const idPattern = /^([a-z0-9][a-z0-9-]*)_(?:([a-z]+)\.)?([\w-]{16,64})$/;

/** Interview ids name their account, so that an id says where its record is; 122 random bits follow. */
export function newInterviewId(account: string): string {
  return `${account}_${Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')}`;
}

/** Of the record of a candidate, given the digest of their id; the same for all processes. */
export function applicationId(account: string, digest: string): string {
  return `${account}_application.${digest}`;
}

/** The account of a well-formed id; '' for anything else, which no account is called. */
export function accountOf(id: string): string {
  return idPattern.exec(id)?.[1] ?? '';
}

/** The kind of a well-formed id; '' for anything else. */
export function kindOf(id: string): string {
  const [isId, , kind = 'interview'] = idPattern.exec(id) ?? [];
  return isId === undefined ? '' : kind;
}
