import { describeTrouble } from '../../store/refusals.ts';
import type { OperatorParts } from '../parts.ts';
import { type Finding, fine, wrong } from './finding.ts';
import { processFindings } from './processes.ts';

/** What all accounts share: settings, Redis and encryption. `isForeign`: Redis holds the data of another version. */
export async function deploymentFindings(parts: OperatorParts, isForeign: boolean): Promise<Finding[]> {
  return [
    settingsFinding(parts),
    ...parts.misspelt().map((text) => wrong(`settings: ${text}`)),
    await redisFinding(parts),
    ...(await processFindings(parts, parts.config.publicUrl)),
    // Another line reports that, and stored data says nothing about it.
    ...(isForeign ? [] : [await encryptionFinding(parts)]),
  ];
}

function settingsFinding({ accounts, config: { publicUrl, guessable } }: OperatorParts): Finding {
  const count = accounts.length === 1 ? 'one account' : `${accounts.length} accounts`;
  const weak = guessable.length > 0 ? `. Better: 16 random characters or more in ${guessable.join(', ')}` : '';
  return fine(`settings: ${count}, serving ${publicUrl}${weak}`);
}

async function redisFinding({ storage, config }: OperatorParts): Promise<Finding> {
  try {
    const rights = await storage.missingRights();
    if (rights.length > 0) return wrong(`redis: ${rights.join('; ')}`);
    const refusal = await storage.writeFault();
    if (refusal) return wrong(`redis: ${refusal.text}`);
    const formatFault = await storage.formatFault();
    if (formatFault !== undefined) return wrong(`redis: ${formatFault}`);
    const { faults } = await storage.durability();
    if (faults.length === 0) {
      const advice = (await storage.durabilityAdvice()).map((text) => `. Better: ${text}`);
      return fine(`redis: answers, keeps an append-only file, evicts nothing${advice.join('')}`);
    }
    const text = `redis: ${faults.join('; ')}`;
    return config.allowsVolatileRedis ? fine(`${text} (accepted by ALLOW_VOLATILE_REDIS)`) : wrong(text);
  } catch (error) {
    return wrong(`redis: ${describeTrouble((await storage.whyAway()) ?? error)}`);
  }
}

async function encryptionFinding({ accounts, storage, config, now }: OperatorParts): Promise<Finding> {
  try {
    const fault = await storage.keyFault();
    if (fault !== undefined) {
      const counts = await Promise.all(accounts.map(({ name }) => storage.backlogs.backlogOf(name, now())));
      const count = counts.reduce((sum, { interviews }) => sum + interviews, 0);
      const what = count === 1 ? '1 interview cannot be read' : `${count} interviews cannot be read`;
      return wrong(`encryption: ${fault}. Until then ${what}`, { count });
    }
    if (config.dataKeys.length === 0) return fine('encryption: off; personal data is stored in clear (DATA_KEY)');
    if (await storage.isRotated()) return fine('encryption: on');
    return fine(
      'encryption: on; some data is not yet encrypted with the first key of DATA_KEY. See "bridge rotate-keys"',
    );
  } catch {
    return wrong('encryption: without Redis it cannot be checked whether DATA_KEY decrypts the stored data');
  }
}
