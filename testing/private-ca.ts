import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A certificate authority that nothing trusts by default, and a server's certificate of it. */
export type PrivateCa = {
  /** For clients. */
  file: string;
  /** For redis-server, with a port for TLS. */
  redisOptions(port: number): Record<string, string>;
  close(): Promise<void>;
};

/** `names`: what the certificate is for, such as `DNS:localhost`. */
export async function openPrivateCa(names: string): Promise<PrivateCa> {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-ca-'));
  const path = (name: string) => join(directory, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const days = ['-days', '2'];
  await openssl('req', '-x509', ...key, ...days, '-subj', '/CN=ca', '-keyout', path('ca.key'), '-out', path('ca.pem'));
  await openssl('req', ...key, '-subj', '/CN=redis', '-keyout', path('redis.key'), '-out', path('redis.csr'));
  await writeFile(path('names'), `subjectAltName=${names}\n`);
  const authority = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial'];
  const certificate = ['-in', path('redis.csr'), '-out', path('redis.pem'), '-extfile', path('names')];
  await openssl('x509', '-req', ...days, ...authority, ...certificate);
  return {
    file: path('ca.pem'),
    redisOptions: (port) => ({
      'tls-port': String(port),
      'tls-cert-file': path('redis.pem'),
      'tls-key-file': path('redis.key'),
      'tls-ca-cert-file': path('ca.pem'),
      'tls-auth-clients': 'no',
    }),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

async function openssl(...args: string[]): Promise<void> {
  await promisify(execFile)('openssl', args);
}
