import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What `package.json` says of this program. */
export type OwnPackage = {
  name: string;
  version: string;
  /** The web address of the repository, which holds the documents. A release names it; a checkout does not. */
  repository?: string;
};

/** Reads `package.json` above `src`, or above `dist/src`. */
export function readOwnPackage(): OwnPackage {
  const [text = '{}'] = ['../package.json', '../../package.json'].flatMap(read);
  return ownPackageOf(JSON.parse(text));
}

export function ownPackageOf(said: {
  name?: string;
  version?: string;
  repository?: string | { url?: string };
}): OwnPackage {
  const { name = 'interview-bridge', version = '0', repository } = said;
  const url = typeof repository === 'string' ? repository : repository?.url;
  const [, address] = /^(?:git\+)?(https:\/\/.+?)(?:\.git)?$/.exec(url ?? '') ?? [];
  return { name, version, ...(address === undefined ? {} : { repository: address }) };
}

function read(path: string): string[] {
  try {
    return [readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8')];
  } catch {
    return [];
  }
}
