import type { BridgeCommand } from '../cli/command.ts';
import type { OperatorParts } from '../parts.ts';
import { accountFindings } from './account.ts';
import { accountsFindings } from './accounts.ts';
import { deploymentFindings } from './deployment.ts';
import { printFinding } from './print-finding.ts';

export const doctorCommand: BridgeCommand = {
  name: 'doctor',
  group: 'See',
  summary: "check settings, Redis, the vendor's key, the callback token, waiting and failed deliveries",
  details:
    'It says what is wrong and what to do about it, and exits with status 1 when anything is. `warn`: not all is known.',
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
  const { accounts, storage } = parts;
  const isForeign = (await storage.formatFault().catch(() => undefined)) !== undefined;
  const findings = await deploymentFindings(parts, isForeign);
  findings.push(...accountsFindings(parts));
  for (const account of accounts) {
    const found = await accountFindings(account, parts, isForeign);
    findings.push(...found.map((finding) => ({ ...finding, text: `${account.name}: ${finding.text}` })));
  }
  for (const finding of findings) printFinding(parts, finding);
  return findings.every(({ isFine }) => isFine) ? 0 : 1;
}
