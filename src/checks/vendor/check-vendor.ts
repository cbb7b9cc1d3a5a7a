import { randomBytes } from 'node:crypto';
import type { HttpClient } from '../../http/request.ts';
import type { ClauseGroup } from '../clause.ts';
import { createCaller } from '../client.ts';
import { counted, isSuccess } from '../expect.ts';
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
import { accepting } from './accepting.ts';
import { access } from './access.ts';
import { asking } from './asking.ts';
import { fields } from './fields.ts';
import { inviting } from './inviting.ts';
import { manners } from './manners.ts';
import { createPushes } from './pushes.ts';
import { pushing } from './pushing.ts';
import { refusing } from './refusing.ts';
import { sense } from './sense.ts';
import { createVendorSubject, type VendorSubject } from './subject.ts';
import { templates } from './templates.ts';
import { withdrawing } from './withdrawing.ts';

export const vendorClauses: readonly ClauseGroup<VendorSubject>[] = [
  access,
  templates,
  inviting,
  refusing,
  accepting,
  asking,
  fields,
  sense,
  pushing,
  withdrawing,
  manners,
];

export type VendorCheckOptions = KitOptions & {
  /** A public address at which the vendor reaches this machine. */
  notifyUrl?: string | undefined;
  webhookSecretFile?: string | undefined;
  /** False: the vendor is push only. */
  ask?: boolean | undefined;
  /** An interview at the vendor that is only read. */
  interview?: string | undefined;
  /** An address that the vendor refuses. */
  refusedEmail?: string | undefined;
};

/** Plays the bridge against a server of the vendor contract. Resolves to the exit status. */
export function checkVendor(options: VendorCheckOptions, output: Output, pace: Pace = usualPace): Promise<number> {
  const open = (http: HttpClient, say: (line: string) => void) => openVendor(options, pace, http, say);
  return runKit({ name: 'check-vendor', groups: vendorClauses, open }, options, output);
}

async function openVendor(
  options: VendorCheckOptions,
  { callMs, pollMs, settleMs }: Pace,
  http: HttpClient,
  say: (line: string) => void,
): Promise<Opened<VendorSubject>> {
  const isInsecure = options.insecure === true;
  const url = readBaseUrl(options.url, 'The address', isInsecure);
  const token = await readToken(options);
  const canAsk = options.ask !== false;
  if (!canAsk && options.interview !== undefined) {
    throw new Misuse('--interview is read by asking: leave it out, or leave out --no-ask');
  }
  const secretFile = options.webhookSecretFile;
  const webhookSecret = secretFile === undefined ? undefined : await readSecret(secretFile, '--webhook-secret-file');
  const random = randomBytes(6).toString('hex');
  const email = readEmail(options.email ?? `check-${random}@example.test`);
  const path = `/webhooks/http/check/${randomBytes(16).toString('base64url')}`;
  const { pushes, answer, attach } = createPushes(path, settleMs);
  const receives = options.notifyUrl !== undefined;
  const notifyBase = receives
    ? readBaseUrl(options.notifyUrl ?? '', '--notify-url', true)
    : 'https://bridge.example.test';
  const waitMs = readWait(options.wait, receives ? 30 : 0);
  const receiver = receives ? await listen(readPort(options.port, notifyBase), answer) : undefined;
  if (receiver) {
    attach(receiver);
    say(`The kit listens at port ${receiver.port} for webhooks to ${notifyBase}`);
  }
  say(
    `The kit invites a made-up candidate, "Kit Check" <${email}>, and some more at "+…" addresses: the vendor may mail them`,
  );
  const caller = createCaller({ baseUrl: url, token, http, timeoutMs: callMs, userAgent: options.userAgent });
  const subject = createVendorSubject({
    caller,
    token,
    email,
    template: options.template,
    refusedEmail: options.refusedEmail,
    canAsk,
    interview: options.interview,
    notifyUrl: notifyBase + path,
    pushes: receiver ? pushes : undefined,
    webhookSecret,
    waitMs,
    pollMs,
    say,
  });
  return { subject, url, secrets: [token, ...(webhookSecret ? [webhookSecret] : [])], close };

  async function close(): Promise<readonly string[]> {
    await receiver?.close();
    return [...(await withdrawAll(subject)), ...notLookedAt(options, waitMs)];
  }
}

/** What a first run leaves out, since it needs an option. */
function notLookedAt({ only, interview, notifyUrl }: VendorCheckOptions, waitMs: number): string[] {
  if (only !== undefined) return [];
  const hasResult = waitMs > 0 || interview !== undefined;
  return [
    ...(hasResult ? [] : ['Not checked yet: results. Add --wait 600, and take the interview meanwhile']),
    ...(notifyUrl === undefined
      ? [
          'Not checked yet: webhooks. Add --notify-url; for a vendor on this machine: --notify-url http://localhost:9000',
        ]
      : []),
  ];
}

async function listen(port: number, answer: Parameters<typeof openReceiver>[0]['answer']) {
  return openReceiver({ port, host: '0.0.0.0', answer }).catch((error: NodeJS.ErrnoException) => {
    throw new Misuse(`--port: the kit cannot listen at port ${port} (${error.code ?? 'unknown'})`);
  });
}

/** Nothing is left behind where the vendor serves DELETE. */
async function withdrawAll({ made, withdraw }: VendorSubject): Promise<readonly string[]> {
  let completed = 0;
  let left = 0;
  for (const id of made) {
    const answer = await withdraw(id).catch(() => undefined);
    if (answer?.status === 409) completed += 1;
    else if (!answer || !isSuccess(answer)) left += 1;
  }
  if (made.length === 0) return [];
  const said = [
    `The kit made ${counted(made.length, 'interview')} at the vendor (an id begins with "check_")`,
    ...(completed > 0 ? [`${completed} completed, which can no longer be withdrawn (409)`] : []),
    ...(left > 0 ? [`${left} could not be withdrawn`] : []),
    `${made.length - completed - left} withdrawn`,
  ];
  return [said.join('; ')];
}
