import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { secretOf } from './stage.ts';

/** The secret by a name, the same at every start: what was set up with one of them goes on working. */
export function keptSecrets(file: string): (name: string) => string {
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return (name) => {
    const secret = kept[name] ?? secretOf();
    if (kept[name] === secret) return secret;
    kept[name] = secret;
    writeFileSync(file, JSON.stringify(kept, null, 2), { mode: 0o600 });
    return secret;
  };
}
