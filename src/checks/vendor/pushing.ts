import type { ClauseGroup } from '../clause.ts';
import { broken, isObject, notApplicable, shown } from '../expect.ts';
import type { Received } from '../receiver.ts';
import { isProven, proofOf } from './proof.ts';
import { interviewsIn, jsonOf } from './pushes.ts';
import type { VendorSubject } from './subject.ts';

const tolerance = 5 * 60;

export const pushing: ClauseGroup<VendorSubject> = {
  title: 'Webhooks',
  docs: 'docs/vendor-contract.md#webhooks',
  clauses: [
    {
      id: 'V90',
      title: 'A webhook comes to notify_url when the interview changes',
      why: 'Without it the result waits until the bridge asks by itself, which may take ten minutes.',
      async check(subject) {
        const { watched, pushes } = await mayBePushed(subject);
        const { states, waitedMs } = await watched();
        if (pushes.all().length > 0) return;
        if (!subject.canAsk)
          broken(
            `no webhook within ${Math.round(waitedMs / 1000)} s`,
            'a POST to notify_url, once you have taken the interview',
          );
        if (states.length < 2) notApplicable('Nothing changed at the vendor; take the interview within --wait');
        broken(`no webhook within ${Math.round(waitedMs / 1000)} s, and the interview changed`, 'a POST to notify_url');
      },
    },
    {
      id: 'V91',
      title: 'It is a POST of JSON, and says so (Content-Type: application/json)',
      why: 'Another method is refused (405), and a body that is not JSON as well (400). Without the type, proxies on the way may refuse it.',
      async check(subject) {
        for (const { method, headers, bytes } of await pushed(subject)) {
          if (method !== 'POST') broken(`a ${method}`, 'a POST');
          if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
            broken(`Content-Type ${shown(headers['content-type'])}`, 'application/json');
          }
          if (!isObject(jsonOf(bytes))) broken(shown(bytes.toString('utf8')), 'a JSON object');
        }
      },
    },
    {
      id: 'V92',
      title: 'It names the interview: "interview_id" is the id of the PUT',
      why: 'The bridge knows no other id of it.',
      async check(subject) {
        for (const { bytes } of await pushed(subject)) {
          const body = jsonOf(bytes);
          const id = isObject(body) ? body.interview_id : undefined;
          if (id !== subject.mainId) broken(`interview_id ${shown(id)}`, shown(subject.mainId));
        }
      },
    },
    {
      id: 'V93',
      title: 'It is proven: signed by Standard Webhooks, or with the secret as a bearer',
      why: 'A webhook without a proof is only a hint: the bridge asks you in its place. At any other address than notify_url it is refused (401).',
      async check(subject) {
        const webhooks = await pushed(subject);
        const { webhookSecret } = subject;
        if (webhookSecret === undefined) notApplicable('The secret is not known (--webhook-secret-file)');
        for (const each of webhooks) {
          if (!isProven(each, webhookSecret))
            broken(
              proofOf(each),
              'a right webhook-signature over the very bytes of the body, or the secret as a bearer',
            );
        }
      },
    },
    {
      id: 'V94',
      title: 'A signed webhook has the time in webhook-timestamp: seconds, within five minutes',
      why: 'An older one may have been recorded by a stranger, and is refused. Milliseconds count as the far future.',
      async check(subject) {
        const signed = (await pushed(subject)).filter(({ headers }) => headers['webhook-signature'] !== undefined);
        if (signed.length === 0) notApplicable('The webhooks are not signed');
        for (const { headers } of signed) {
          const timestamp = headers['webhook-timestamp'] ?? '';
          const differs = Math.abs(Date.now() / 1000 - Number(timestamp || Number.NaN));
          if (!/^\d+$/.test(timestamp) || !(differs <= tolerance)) {
            broken(`webhook-timestamp ${shown(timestamp)}`, `about ${Math.floor(Date.now() / 1000)}`);
          }
        }
      },
    },
    {
      id: 'V95',
      title: 'It is repeated after a 503',
      why: 'A bridge that restarts answers 503 for a moment. Without a repetition the change is known only at the next poll.',
      async check(subject) {
        const webhooks = await pushed(subject);
        if (subject.pushes && subject.pushes.first().length < 2) {
          const waited = Math.round((await subject.watched()).waitedMs / 1000);
          const others = webhooks.length - 1;
          broken(
            `no repetition within ${waited} s (${others} other webhooks); the 503 said Retry-After: 1`,
            'the same webhook again; if you repeat later than that, give the kit more time (--wait)',
          );
        }
      },
    },
    {
      id: 'V96',
      title: 'It is not repeated after a 401',
      why: 'A wrong secret does not become right by repetition: such a vendor fills the log of your customer’s bridge.',
      async check(subject) {
        await pushed(subject);
        const first = subject.pushes?.first() ?? [];
        if (first.length < 2) notApplicable('It needs a repetition that can be answered 401, see V95');
        const { states } = await subject.watched();
        if (first.length === 2) return;
        if (first[0]?.headers['webhook-id'] === undefined && states.length > 2) {
          notApplicable('Without a webhook-id a repetition cannot be told from a new webhook');
        }
        broken(`${first.length - 2} further repetitions after the 401`, 'none');
      },
    },
    {
      id: 'V97',
      title: 'When the webhook has come, GET says the same',
      why: 'The bridge asks at once. A webhook that is sent before the change is stored makes it read the old state.',
      async check(subject) {
        const webhooks = await pushed(subject);
        const answer = await subject.afterPush;
        const now = answer && isObject(answer.json) ? answer.json.status : undefined;
        const told = webhooks.flatMap(interviewsIn)[0];
        if (!told) notApplicable('The webhooks carry no interview, so GET alone says what it is');
        if (orderOf(now) < 0) notApplicable('It needs the interview, see V50 and V60');
        if (orderOf(now) < orderOf(told.status)) {
          broken(`the webhook said ${shown(told.status)}, GET right after it ${shown(now)}`, 'the same status');
        }
      },
    },
    {
      id: 'V98',
      title: 'A webhook that carries the interview carries all of it',
      why: 'A proven webhook is taken as it is: a field that is missing in it takes back what GET said.',
      async check(subject) {
        const webhooks = await pushed(subject);
        if (!subject.canAsk) notApplicable('It compares with GET, and the vendor is never asked (--no-ask)');
        const { states } = await subject.watched();
        const interviews = webhooks.flatMap(interviewsIn);
        if (interviews.length === 0) notApplicable('The webhooks carry no interview');
        for (const told of interviews) {
          const same = states.find(
            ({ status, updated_at }) => status === told.status && updated_at === told.updated_at,
          );
          const missing = Object.keys(same ?? {}).find(
            (name) => (same?.[name] ?? null) !== null && (told[name] ?? null) === null,
          );
          if (missing !== undefined)
            broken(`${shown(missing)} is in GET and not in the webhook`, 'the whole interview');
        }
      },
    },
  ],
};

async function mayBePushed(subject: VendorSubject) {
  const { pushes, mustBeInvited, watched } = subject;
  if (!pushes) notApplicable('The vendor cannot reach the kit (--notify-url)');
  await mustBeInvited();
  return { pushes, watched };
}

async function pushed(subject: VendorSubject): Promise<readonly Received[]> {
  const { pushes, watched } = await mayBePushed(subject);
  await watched();
  return pushes.all().length > 0 ? pushes.all() : notApplicable('No webhook came, see V90');
}

/** How far an interview has come. */
function orderOf(status: unknown): number {
  return ['invited', 'scheduled', 'started', 'processing', 'completed'].indexOf(String(status));
}
