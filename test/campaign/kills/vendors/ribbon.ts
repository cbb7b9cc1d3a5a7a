import { openEventLog, readEventLog } from '../../../../sandbox/event-log.ts';
import { startRibbon } from '../../../../sandbox/ribbon/server.ts';
import type { RibbonKept } from '../../../../sandbox/ribbon/state.ts';
import type { RibbonInterview } from '../../../../sandbox/ribbon/types.ts';
import { type Expected, gradeOf } from '../expectation.ts';
import type { MailLifeKept } from '../kept.ts';
import { post } from '../post.ts';
import type { CampaignVendor } from '../vendor.ts';
import { type RibbonAct, ribbonLife } from './ribbon-life.ts';

/** What is true after an act, and the webhook about it as the vendor signed it. */
export type RibbonSaid = {
  summary?: string;
  word?: string;
  webhook: { headers: Record<string, string>; body: string };
};

type Mail = MailLifeKept['mail'];

/** Invites no one: the bridge mails a page of its own, behind which is a link that works once. */
export const ribbon: CampaignVendor<RibbonAct, RibbonSaid> = {
  settings: (origin, { apiKey, webhookSecret }) => ({
    RIBBON_API_URL: `${origin}/be-api`,
    RIBBON_API_KEY: apiKey,
    RIBBON_WEBHOOK_SECRET: webhookSecret,
  }),
  mails: true,
  lifeOf: ribbonLife,
  expectedAfter,
  // A summary is polled, a decision is sent: neither waits for the other.
  waysOf: [['status', 'summary'], ['grade']],
  invitations(_, mail) {
    const mails = mail.read('mail') as Mail[];
    // Copies after an unknown outcome are the same mail.
    return [...new Map(mails.map((each) => [`${each.person} ${each.messageId}`, each])).values()];
  },

  async open({ port, secrets: { apiKey, webhookSecret }, logFile, mailLog, bridges }) {
    const eventLog = openEventLog<RibbonKept>(logFile);
    const { control } = await startRibbon({ port, apiKey, eventLog });
    // They are sent from here, so that what is sent again is the newest.
    control.switches.webhooks.isLost = true;
    if (control.flows.size === 0)
      control.addFlow({ webhook_url: 'http://127.0.0.1:1', webhook_secret_key: webhookSecret });
    let pages = new Map<string, string>();
    return {
      guests() {
        pages = new Map(
          readEventLog<MailLifeKept>(mailLog)
            .read('mail')
            .map(({ person, page }) => [person, page]),
        );
        return [...pages.keys()];
      },
      arrive: async (person) => findBegun(person) !== undefined || follow(pages.get(person) ?? ''),
      async perform(person, act) {
        const interview = begun(person);
        if (act.do === 'finish') await control.finish(interview.id, { summary: act.summary });
        else if (act.do === 'film') await control.processVideo(interview.id);
        else await control.move(person, interview.flowId, act.word);
        const webhook = control.webhooks.at(-1);
        if (!webhook) throw new Error('No webhook was made');
        const { headers, body } = webhook;
        const said = { webhook: { headers, body } };
        if (act.do === 'finish') return { ...said, summary: act.summary };
        return act.do === 'move' ? { ...said, word: act.word } : said;
      },
      notify: ({ state }, bridge) => post(`${bridge}/webhooks/ribbon`, state.webhook),
      async notifyOld({ person }, bridge) {
        await control.processVideo(begun(person).id);
        return post(`${bridge}/webhooks/ribbon`, control.webhooks.at(-1));
      },
    };

    function findBegun(person: string): RibbonInterview | undefined {
      return [...control.interviews.values()].find(({ person: { email }, isVisited }) => email === person && isVisited);
    }

    function begun(person: string): RibbonInterview {
      return findBegun(person) ?? fail(`${person} has not begun`);
    }

    /** The button of the bridge's page leads to the link. */
    async function follow(page: string): Promise<boolean> {
      const bridge = bridges[Math.floor(Math.random() * bridges.length)];
      const { pathname } = new URL(page);
      try {
        const answer = await fetch(`${bridge}${pathname}`, { method: 'POST', redirect: 'manual' });
        await answer.arrayBuffer();
        const link = answer.headers.get('location');
        if (answer.status !== 303 || !link) return false;
        return (await fetch(link)).status === 200;
      } catch {
        return false;
      }
    }
  },
};

/** A person's words are those of the settings; any other decides nothing. There is no overall score. */
function expectedAfter(states: readonly RibbonSaid[]): Expected | undefined {
  const summary = states.findLast((state) => state.summary !== undefined)?.summary;
  if (summary === undefined) return undefined;
  const word = states.findLast((state) => state.word === 'accepted' || state.word === 'rejected')?.word;
  return { status: 'completed', ...gradeOf(word === undefined ? null : word === 'accepted'), summary };
}

function fail(message: string): never {
  throw new Error(message);
}
