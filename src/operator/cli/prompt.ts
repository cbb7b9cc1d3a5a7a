import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import type { Ask } from './command.ts';

type Parts = {
  input: NodeJS.ReadableStream;
  /** Where questions and what is typed are shown. */
  output: NodeJS.WritableStream;
  /** Called at Ctrl-C and at the end of the input: nothing more will be answered. */
  onEnd: () => void;
};

/** Asks at a terminal. What was typed before a question is its answer too. Opened with the first question. */
export function createPrompt({ input, output, onEnd }: Parts): { ask: Ask; close(): void } {
  let opened: ReturnType<typeof open> | undefined;
  return {
    async ask(question, { isSecret = false } = {}) {
      opened ??= open();
      return (await opened.ask(question, isSecret)).trim();
    },
    close: () => opened?.close(),
  };

  function open() {
    const typed: string[] = [];
    let answer: ((line: string) => void) | undefined;
    let isMuted = false;
    const shown = new Writable({
      write(chunk, _encoding, done) {
        if (!isMuted) output.write(chunk);
        done();
      },
    });
    const lines = createInterface({ input, output: shown, terminal: true });
    lines.on('line', (line) => {
      const take = answer;
      answer = undefined;
      if (take) take(line);
      else typed.push(line);
    });
    lines.on('SIGINT', onEnd);
    lines.on('close', onEnd);
    const nextLine = () =>
      new Promise<string>((resolve) => {
        answer = resolve;
      });
    return {
      async ask(question: string, isSecret: boolean): Promise<string> {
        lines.setPrompt(question);
        lines.prompt();
        isMuted = isSecret;
        const line = typed.shift() ?? (await nextLine());
        if (isMuted) output.write('\n');
        isMuted = false;
        return line;
      },
      close() {
        lines.off('close', onEnd);
        lines.close();
      },
    };
  }
}
