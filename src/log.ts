import { type DestinationStream, type Logger, pino } from 'pino';
import { codeOfReply, Failure } from './errors.ts';
import { presentable } from './http/presentable.ts';

export type { Logger };

/**
 * Lines are written a few at a time, within moments, and what is left when the process ends. While nobody reads
 * them, the newest are dropped beyond so many bytes: they neither stop a running bridge nor fill its memory.
 */
const gathering = {
  sync: false,
  minLength: 4000,
  // What is gathered is measured anew with every line.
  maxWrite: 4096,
  periodicFlush: 100,
  maxLength: 16 * 1024 * 1024,
};

/** JSON lines: ids, accounts, attempts and outcomes; never a body, a name, an address, a token or a callback URL. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: levelName } };
  return pino(options, destination ?? pino.destination(gathering));
}

function levelName(label: string): { level: string } {
  return { level: label };
}

/**
 * An error as far as a log may know it: kinds and stack frames. Messages stay out, since JSON.parse and vendors quote
 * what they were given.
 */
export function errorFields(error: unknown): Record<string, unknown> {
  const cause = error instanceof Failure ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return { error: typeof cause };
  const frames = framesOf(cause);
  const kind = error instanceof Failure ? { failure: error.kind } : {};
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : codeOfReply(cause);
  return {
    ...kind,
    error: cause.name,
    ...(code === undefined ? {} : { code }),
    ...(kind.failure === 'internal' || !kind.failure ? { frames } : {}),
  };
}

/**
 * What libraries write to the console becomes a line of the log, so that nothing stands beside it: the first of its words,
 * without addresses.
 */
export function captureConsole(target: Console, log: Logger): void {
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    target[method] = (...words: unknown[]) => {
      const [first] = words;
      const detail = typeof first === 'string' ? { detail: presentable(first, {}) } : errorFields(first);
      log.warn({ event: 'library', ...detail });
    };
  }
}

/** A message can hold lines that look like frames; where it cannot be told from them, there are none. */
function framesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message);
  const behind = at < 0 ? '' : stack.slice(at + message.length);
  return behind.split('\n').filter((line) => line.startsWith('    at '));
}
