/** Log lines that nothing sent from outside may cause: bugs of the bridge, and floating promises. */
export function findingsInLog(log: string): string[] {
  return log.split('\n').filter((line) => /"failure":"internal"|"event":"unhandled"|"level":"fatal"/.test(line));
}
