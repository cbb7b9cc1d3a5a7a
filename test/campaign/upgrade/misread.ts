import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What shows that a process did not understand what another one had stored; a sentence each. */
export function misreadingsIn(directory: string): string[] {
  const logs = readdirSync(directory).filter((name) => /^(web|worker)\d\.log$/.test(name));
  return logs.flatMap((name) =>
    readFileSync(join(directory, name), 'utf8')
      .split('\n')
      .filter(isMisreading)
      .map((line) => `${name.replace('.log', '')}: ${line}`),
  );
}

/** A line that a process was killed in the middle of says nothing. */
function isMisreading(line: string): boolean {
  try {
    const { event, outcome, failure, level } = JSON.parse(line) as Record<string, unknown>;
    return (event === 'record' && outcome === 'unreadable') || failure === 'internal' || level === 'fatal';
  } catch {
    return /^This Redis cannot be used/.test(line);
  }
}
