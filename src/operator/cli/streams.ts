import type { Writable } from 'node:stream';
import { OutputClosed, type Terminal } from './output.ts';

type Stream = Writable & { isTTY?: boolean; columns?: number };

type Parts = {
  stdout: Stream;
  stderr: Stream;
  env: Readonly<Record<string, string | undefined>>;
  /** A monotonic clock. */
  elapsedMs: () => number;
};

export type Streams = {
  terminal: Terminal;
  /** The exit status, which a failed write changes. */
  finish(exitCode: number): Promise<number>;
  /** From then on the streams are used by others. */
  release(): void;
};

/** What takes no longer shows no progress. */
const progressAfterMs = 500;
const progressEveryMs = 100;
/** Of a terminal that tells none, or 0. */
const defaultColumns = 80;
const eraseLine = '\r\u001b[K';

/** The standard streams of the process. A closed reader is no error; any other failed write is. */
export function openStreams({ stdout, stderr, env, elapsedMs }: Parts): Streams {
  let failure: string | undefined;
  let nextProgressAt = elapsedMs() + progressAfterMs;
  let hasProgress = false;
  const onOutputError = ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    failure ??= code;
  };
  const onErrorError = () => undefined;
  stdout.on('error', onOutputError);
  stderr.on('error', onErrorError);

  function print(text: string): void {
    if (failure !== undefined) throw new OutputClosed();
    endProgress();
    stdout.write(`${text}\n`);
  }

  function printError(text: string): void {
    endProgress();
    stderr.write(`${text}\n`);
  }

  function showProgress(text: string): void {
    const now = elapsedMs();
    if (now < nextProgressAt) return;
    [nextProgressAt, hasProgress] = [now + progressEveryMs, true];
    // A line that wraps could not be erased.
    stderr.write(`${eraseLine}${text.slice(0, (stderr.columns || defaultColumns) - 1)}`);
  }

  function endProgress(): void {
    if (hasProgress) stderr.write(eraseLine);
    hasProgress = false;
  }

  return {
    terminal: {
      print,
      printError,
      ...(stderr.isTTY ? { showProgress } : {}),
      ...(stdout.isTTY ? { columns: stdout.columns || defaultColumns, hasColours: wantsColours(env) } : {}),
    },
    async finish(exitCode) {
      endProgress();
      // A failed write of the last line is reported a moment later.
      await new Promise(setImmediate);
      if (failure === undefined || failure === 'EPIPE') return exitCode;
      printError(`The output could not be written (${failure})`);
      return 1;
    },
    release() {
      stdout.off('error', onOutputError);
      stderr.off('error', onErrorError);
    },
  };
}

/** https://no-color.org: any value that is not empty. */
function wantsColours({ NO_COLOR = '', TERM }: Parts['env']): boolean {
  return NO_COLOR === '' && TERM !== 'dumb';
}
