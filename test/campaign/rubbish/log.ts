/** Log lines that nothing sent from outside may cause: faults of ours, and promises that nobody waited for. */
export function faultsInLog(log: string): string[] {
  return log.split('\n').filter((line) => /"failure":"internal"|"event":"unhandled"|"level":"fatal"/.test(line));
}
