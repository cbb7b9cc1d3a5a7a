import type { Output } from '../src/checks/kit.ts';

/** Collects what a check kit prints: plain lines, and its document as one more. */
export function outputTo(lines: string[], errors: string[]): Output {
  return {
    print: (line) => void lines.push(line.map((cell) => (typeof cell === 'string' ? cell : cell.text)).join('')),
    printJson: (document) => void lines.push(JSON.stringify(document)),
    printError: (line) => void errors.push(line),
  };
}
