import { type DestinationStream, type Logger, pino } from 'pino';
import { codeOfReply, Failure } from './errors.ts';
import { presentable } from './http/presentable.ts';

export type { Logger };

/**
 * Lines are written in batches, within moments, and at the end of the process. If nothing reads the output, lines
 * beyond `maxLength` are dropped: they neither block the bridge nor fill its memory.
 */
const batching = {
  sync: false,
  minLength: 4000,
  // pino measures the batch again with every line.
  maxWrite: 4096,
  periodicFlush: 100,
  maxLength: 16 * 1024 * 1024,
};

/** JSON lines: ids, accounts, attempts and outcomes; never a body, a name, an address, a token or a callback URL. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: levelName } };
  return pino(options, destination ?? pino.destination(batching));
}

function levelName(label: string): { level: string } {
  return { level: label };
}

/**
 * An error without its message: kinds and stack frames. JSON.parse and vendors quote their input in messages.
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
 * Turns what libraries write to the console into JSON lines of the log: the first argument, without addresses.
 */
export function captureConsole(target: Console, log: Logger): void {
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    target[method] = (...args: unknown[]) => {
      const [first] = args;
      const detail = typeof first === 'string' ? { detail: presentable(first, {}) } : errorFields(first);
      log.warn({ event: 'library', ...detail });
    };
  }
}

/** A message can hold lines that look like frames: only lines after the message count. */
function framesOf({ stack = '', message }: Error): string[] {
  const at = stack.indexOf(message);
  const behind = at < 0 ? '' : stack.slice(at + message.length);
  return behind.split('\n').filter((line) => line.startsWith('    at '));
}
