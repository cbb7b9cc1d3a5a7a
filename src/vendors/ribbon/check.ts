import { recogniseSecrets } from '../../http/secrets.ts';
import type { VendorFinding } from '../../interviews/ports/vendor.ts';
import type { Flow } from './contract.ts';
import { isRecruitment } from './flows.ts';

type Ours = { webhookUrl: string; webhookSecrets: readonly string[] };

const mostNamed = 5;

/** What the settings of the interview flows at Ribbon mean for the bridge. Says no secret. Pure. */
export function checkFlows(flows: readonly Flow[], { webhookUrl, webhookSecrets }: Ours): VendorFinding[] {
  const isSecretOurs = recogniseSecrets(webhookSecrets.map((secret) => [secret, true] as const));
  const offered = flows.filter(isRecruitment);
  const isSent = (flow: Flow) => isSameAddress(flow.webhook_url, webhookUrl);
  const where =
    'Set it in the flow at Ribbon (a default of the organisation may not show here). Until then results come late, by polling';
  return [
    found(
      flows.filter((flow) => !isRecruitment(flow)),
      (which) => `${which} not of the type recruitment: not offered. Make them anew with that type, if they should be`,
      true,
    ),
    found(
      offered.filter((flow) => !isSent(flow)),
      (which) => `${which} without the webhook address ${webhookUrl}. ${where}`,
    ),
    found(
      offered.filter((flow) => isSent(flow) && !flow.webhook_secret_key),
      (which) =>
        `${which} without a secret key for webhooks: they come unsigned and are refused. Give them one of RIBBON_WEBHOOK_SECRET`,
    ),
    found(
      offered.filter((flow) => isSent(flow) && flow.webhook_secret_key && !isSecretOurs(flow.webhook_secret_key)),
      (which) =>
        `${which} with another secret key for webhooks than RIBBON_WEBHOOK_SECRET: theirs are refused. Add it there, or change it at Ribbon`,
    ),
  ].flat();
}

function found(flows: readonly Flow[], say: (which: string) => string, isFine = false): VendorFinding[] {
  return flows.length > 0 ? [{ isFine, text: say(namesOf(flows)) }] : [];
}

function namesOf(flows: readonly Flow[]): string {
  const names = flows.slice(0, mostNamed).map(({ interview_flow_id: id, title }) => (title ? `${title} (${id})` : id));
  const more = flows.length > mostNamed ? ` and ${flows.length - mostNamed} more` : '';
  return `${flows.length === 1 ? 'one flow' : `${flows.length} flows`} (${names.join(', ')}${more})`;
}

function isSameAddress(said: string | null | undefined, ours: string): boolean {
  return !!said && new URL(said).href.replace(/\/$/, '') === new URL(ours).href.replace(/\/$/, '');
}
