import { afterEach, beforeEach } from 'vitest';
import { type SandboxVendor, startSandboxVendor } from '../../sandbox/vendor/server.ts';

/** A call with the key `key`, as POST when there is a body. */
export async function callVendor(
  vendor: SandboxVendor,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const answer = await fetch(`${vendor.url}/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: 'Bearer key', 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

type User = { name?: string; email: string | null; external_id?: string };

export function register(vendor: SandboxVendor, definitionId: string, ...users: User[]) {
  return callVendor(vendor, 'job-interview-register-users', { interview_id: definitionId, users });
}

/** A fresh vendor for each test, with its key `key` and the first of its definitions. */
export function vendorPerTest(use: (vendor: SandboxVendor, definitionId: string) => void): void {
  let vendor: SandboxVendor;
  beforeEach(async () => {
    vendor = await startSandboxVendor({ apiKey: 'key' });
    use(vendor, vendor.control.definitions[0]?.id ?? '');
  });
  afterEach(() => vendor.close());
}
