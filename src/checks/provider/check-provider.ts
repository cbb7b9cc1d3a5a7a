import { randomBytes } from 'node:crypto';
import type { HttpClient } from '../../http/request.ts';
import { isLoopback } from '../../settings/loopback.ts';
import type { ClauseGroup } from '../clause.ts';
import { createCaller } from '../client.ts';
import { counted } from '../expect.ts';
import { type Opened, type Output, type Pace, runKit, usualPace } from '../kit.ts';
import {
  type KitOptions,
  Misuse,
  readBaseUrl,
  readEmail,
  readPort,
  readSecret,
  readToken,
  readWait,
} from '../options.ts';
import { openReceiver } from '../receiver.ts';
import { access } from './access.ts';
import { createCallbacks } from './callbacks.ts';
import { calling } from './calling.ts';
import { creating } from './creating.ts';
import { manners } from './manners.ts';
import { order } from './order.ts';
import { reading } from './reading.ts';
import { results } from './results.ts';
import { createProviderSubject, type ProviderSubject } from './subject.ts';
import { templates } from './templates.ts';
import { values } from './values.ts';

export const providerClauses: readonly ClauseGroup<ProviderSubject>[] = [
  access,
  order,
  values,
  templates,
  creating,
  reading,
  calling,
  results,
  manners,
];

export type ProviderCheckOptions = KitOptions & {
  /** A public address at which the provider reaches this machine. */
  callbackUrl?: string | undefined;
  callbackTokenFile?: string | undefined;
};

/** Plays Workable against a video interview provider. Resolves to the exit status. */
export function checkProvider(options: ProviderCheckOptions, output: Output, pace: Pace = usualPace): Promise<number> {
  const open = (http: HttpClient, say: (line: string) => void) => openProvider(options, pace, http, say);
  return runKit({ name: 'check-provider', groups: providerClauses, open }, options, output);
}

async function openProvider(
  options: ProviderCheckOptions,
  { callMs, pollMs, settleMs }: Pace,
  http: HttpClient,
  say: (line: string) => void,
): Promise<Opened<ProviderSubject>> {
  const url = readBaseUrl(options.url, 'The address', options.insecure === true);
  const token = await readToken(options);
  const tokenFile = options.callbackTokenFile;
  const callbackToken = tokenFile === undefined ? undefined : await readSecret(tokenFile, '--callback-token-file');
  const email = readEmail(options.email ?? `check-${randomBytes(6).toString('hex')}@example.test`);
  const waitMs = readWait(options.wait, 0);
  const given = options.callbackUrl;
  const callbackUrl = given === undefined ? undefined : readBaseUrl(given, '--callback-url', true);
  const callbacks = createCallbacks();
  const isHere = isLoopback(new URL(url).hostname);
  const receiver =
    callbackUrl !== undefined || isHere ? await listen(callbackUrl ? '0.0.0.0' : '127.0.0.1') : undefined;
  if (receiver) {
    callbacks.attach(receiver);
    say(`The kit listens at port ${receiver.port} for callbacks`);
  }
  say(
    `The kit creates interviews of a made-up candidate, "Kit Check" <${email}>, and some more at "+…" addresses: they may be mailed`,
  );
  const subject = createProviderSubject({
    caller: createCaller({ baseUrl: url, token, http, timeoutMs: callMs, userAgent: options.userAgent }),
    token,
    callbackToken,
    email,
    template: options.template,
    callbackBase: callbackUrl ?? (receiver ? `http://127.0.0.1:${receiver.port}` : undefined),
    callbacks,
    waitMs,
    pollMs,
    settleMs,
    say,
  });
  return { subject, url, secrets: callbackToken === undefined ? [token] : [token, callbackToken], close };

  async function listen(host: string) {
    const port = readPort(options.port, callbackUrl);
    return openReceiver({ port, host, answer: callbacks.answer }).catch((error: NodeJS.ErrnoException) => {
      throw new Misuse(`--port: the kit cannot listen at port ${port} (${error.code ?? 'unknown'})`);
    });
  }

  async function close(): Promise<readonly string[]> {
    await receiver?.close();
    const { length } = subject.made;
    return length === 0
      ? []
      : [`The kit made ${counted(length, 'interview')}; the contract knows no way to take them back`];
  }
}
