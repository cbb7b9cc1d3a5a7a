import type { IncomingHttpHeaders } from 'node:http';

export type Peer = 'Workable' | 'bridge' | 'vendor';
export type Route = { from: Peer; to: Peer };

type Message = { headers: Record<string, string>; body: string };

/** One request and its answer, with secrets masked. */
export type Exchange = Route & {
  id: number;
  /** On the clock of the sandbox, epoch ms. */
  at: number;
  method: string;
  path: string;
  request: Message;
  /** 0: there was no answer; undefined: it is under way. */
  status: number | undefined;
  answer: Message;
  /** What the network did to it. */
  note?: string;
};

/** So much of a body is kept. */
const keptCharacters = 64 * 1024;
const kept = 400;

export type ExchangeLog = ReturnType<typeof createExchangeLog>;

/** The newest exchanges. `secrets`: those of the settings, by name, which are masked wherever they stand. */
export function createExchangeLog(now: () => number, secrets: () => Readonly<Record<string, string>>) {
  const exchanges: Exchange[] = [];
  let last = 0;
  let tries = 0;
  return {
    /** Oldest first. */
    all: exchanges as readonly Exchange[],
    find: (id: number) => exchanges.find((each) => each.id === id),
    /** Writes that the bridge has sent to Workable, answered or not. */
    tries: () => tries,
    begin(route: Route, method: string, path: string, headers: IncomingHttpHeaders, body: string): Exchange {
      const exchange: Exchange = {
        ...route,
        id: ++last,
        at: now(),
        method,
        path: masked(path),
        request: messageOf(headers, body),
        status: undefined,
        answer: { headers: {}, body: '' },
      };
      exchanges.push(exchange);
      if (isTry(exchange)) tries += 1;
      if (exchanges.length > kept) exchanges.shift();
      return exchange;
    },
    end(exchange: Exchange, status: number, headers: IncomingHttpHeaders = {}, body = ''): void {
      Object.assign(exchange, { status, answer: messageOf(headers, body) });
    },
  };

  function messageOf(headers: IncomingHttpHeaders, body: string): Message {
    const shown = Object.entries(headers).map(([name, value]) => [name, masked(String(value))]);
    return { headers: Object.fromEntries(shown), body: masked(body.slice(0, keptCharacters)) };
  }

  function masked(text: string): string {
    return maskSecrets(text, secrets());
  }
}

/** A result or a note: subscriptions are no deliveries. */
function isTry({ to, method, path }: Exchange): boolean {
  return to === 'Workable' && method !== 'GET' && !path.includes('/subscriptions');
}

/** Also as the user name of Basic authentication, where base64 hides it. */
export function maskSecrets(text: string, secrets: Readonly<Record<string, string>>): string {
  // The last part of a webhook's address is known to its sender alone.
  let shown = text
    .replace(/\bBasic [\w+/=-]+/g, 'Basic ••••')
    .replace(/(\/webhooks\/[\w./-]*\/)[\w.-]{20,}/g, '$1••••');
  for (const [name, secret] of Object.entries(secrets)) shown = shown.replaceAll(secret, `•••• (${name})`);
  return shown;
}
