import { hash } from 'node:crypto';
import { Failure } from '../../errors.ts';

/** The same for the same state of a resource. */
export function etagOf(state: unknown): string {
  return `"${hash('sha256', JSON.stringify(state), 'base64url').slice(0, 22)}"`;
}

/** Of a resource whose states are numbered. */
export function etagOfVersion(version: number): string {
  return `"${version}"`;
}

/** Throws Failure where a change does not say which state of a resource it is about. */
export function requireMatch(ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch.trim() !== '') return;
  throw new Failure('precondition-required', 'Missing header: If-Match should be the ETag of what is to be changed');
}

/** Throws Failure where the caller has seen another state. RFC 9110, 13.1.1: weak tags never match. */
export function checkMatch(ifMatch: string | undefined, etag: string): void {
  const seen = (ifMatch ?? '').split(',').map((each) => each.trim());
  if (seen.includes('*') || seen.includes(etag)) return;
  throw new Failure('stale', 'Invalid header: If-Match is about an earlier state: read it again');
}
