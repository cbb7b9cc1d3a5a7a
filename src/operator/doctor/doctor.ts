import type { BridgeCommand } from '../cli/command.ts';
import type { OperatorParts } from '../parts.ts';
import { accountFindings } from './accounts.ts';
import { deliveryFindings } from './deliveries.ts';
import { deploymentFindings } from './deployment.ts';
import { invitationFindings } from './invitations.ts';
import { mailFindings } from './mail.ts';
import { newestRecords } from './newest-records.ts';
import { vendorFindings } from './vendor.ts';

export const doctorCommand: BridgeCommand = {
  name: 'doctor',
  group: 'See',
  summary: "check settings, Redis, the vendor's key, the callback token, waiting and failed deliveries",
  details: 'It says what is wrong and what to do about it, and exits with status 1 when anything is.',
  options: ['json'],
  examples: [
    ['bridge doctor', 'check everything'],
    ['bridge doctor --json | jq -r "select(.ok | not).text"', 'only what is wrong'],
  ],
  needs: 'bridge',
  judgesRedis: true,
  run: doctor,
};

async function doctor(parts: OperatorParts): Promise<number> {
  const { accounts, print, printJson, storage } = parts;
  const isForeign = (await storage.formatFault().catch(() => undefined)) !== undefined;
  const findings = await deploymentFindings(parts, isForeign);
  findings.push(...accountFindings(parts));
  for (const account of accounts) {
    // A paused account calls nobody: that would be reported as their fault.
    if (!account.isPaused) findings.push(...(await vendorFindings(account)), ...(await mailFindings(account)));
    if (isForeign) continue;
    // Without Redis there are none, and the redis line says so.
    const newest = await newestRecords(account.name, storage).catch(() => undefined);
    findings.push(...(await deliveryFindings(account, newest, parts)));
    findings.push(...invitationFindings(account.name, newest ?? [], parts.now()));
  }
  for (const { isFine, text } of findings) {
    print([isFine ? { text: 'ok   ', tone: 'good' } : { text: 'WRONG', tone: 'bad' }, `  ${text}`]);
    printJson({ ok: isFine, text });
  }
  return findings.every(({ isFine }) => isFine) ? 0 : 1;
}
