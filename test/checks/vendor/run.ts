import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkVendor, type VendorCheckOptions } from '../../../src/checks/vendor/check-vendor.ts';
import { outputTo } from '../../../testing/check-output.ts';
import { freePort } from '../../../testing/free-port.ts';
import { type Bend, startBentVendor, vendorSecrets } from './bent-vendor.ts';

/** Longer than a busy machine takes for a step: what comes later is not seen. */
export const quickPace = { callMs: 4_000, pollMs: 20, settleMs: 1_200 };

export type Ran = { code: number; lines: string[]; errors: string[]; text: string };

/** The kit against any address, as an engineer types it. */
export async function runVendorCheck(options: Partial<VendorCheckOptions>, pace = quickPace): Promise<Ran> {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await checkVendor(
    { url: '', userAgent: 'interview-bridge/test', token: vendorSecrets.token, ...options },
    outputTo(lines, errors),
    pace,
  );
  return { code, lines, errors, text: lines.join('\n') };
}

/** The kit with all that it can do, against a vendor with this fault. */
export async function checkBent(bend: Bend, options: Partial<VendorCheckOptions> = {}, pace = quickPace) {
  const bent = await startBentVendor(bend);
  const port = await freePort();
  const secretFile = join(await mkdtemp(join(tmpdir(), 'bridge-check-')), 'secret');
  await writeFile(secretFile, `${vendorSecrets.secret}\n`);
  try {
    const ran = await runVendorCheck(
      {
        url: bent.url,
        notifyUrl: `http://127.0.0.1:${port}`,
        port: String(port),
        webhookSecretFile: secretFile,
        wait: '6',
        json: true,
        ...options,
      },
      pace,
    );
    return { ...ran, seen: bent.seen, ...idsIn(ran) };
  } finally {
    await bent.close();
  }
}

export function idsIn({ text, errors }: Ran) {
  const { clauses } = text === '' ? { clauses: [] } : JSON.parse(text);
  if (text === '') throw new Error(errors.join('\n'));
  const of = (result: string): string[] =>
    clauses.filter((each: { result: string }) => each.result === result).map((each: { id: string }) => each.id);
  return { clauses, passed: of('pass'), failed: of('fail'), notApplicable: of('not applicable') };
}
