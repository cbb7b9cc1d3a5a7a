type RequestErrorReason = 'connect' | 'timeout' | 'network' | 'too-large';

/** Its message holds no address, header or body: it may be logged. */
export class RequestError extends Error {
  readonly reason: RequestErrorReason;
  /** The request may have reached the peer. */
  readonly wasSent: boolean;
  /** The error code of Node, such as ECONNREFUSED, if there is one. */
  readonly code: string | undefined;

  constructor(reason: RequestErrorReason, wasSent: boolean, message: string, code?: string) {
    super(message);
    this.name = 'RequestError';
    this.reason = reason;
    this.wasSent = wasSent;
    this.code = code;
  }
}

/** The peer had closed an idle connection before it saw the request. */
export class StaleConnectionError extends RequestError {}

export function timedOut(wasSent: boolean): RequestError {
  return new RequestError('timeout', wasSent, 'No complete answer in time');
}

export function tooLarge(maxBytes: number): RequestError {
  return new RequestError('too-large', true, `The answer is larger than ${maxBytes} bytes`);
}

export function tooMuchAtOnce(): RequestError {
  return new RequestError('too-large', true, 'Too much of other answers is being read');
}
