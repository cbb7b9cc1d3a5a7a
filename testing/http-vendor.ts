import { type HttpVendor, startHttpVendor } from '../sandbox/http-vendor/server.ts';
import { type Answer, openWorld, type World } from './world.ts';

export type Created = Pick<Answer, 'status' | 'body' | 'headers'> & { id: string; callbackUrl: string };

/** A bridge with an account at a vendor of the vendor contract. */
export type HttpWorld = World & {
  http: HttpVendor;
  /** Creates an interview, as Workable does. */
  create(changes?: object): Promise<Created>;
};

export const httpSecret = 'the-secret-of-the-vendor';
const token = 'the-token-of-the-bridge';

/** `settingsFor`: beside those of every mode. By default the vendor has all of the contract. */
export async function openHttpWorld(
  settingsFor: (vendor: HttpVendor) => Record<string, string> = ({ url }) => ({ VENDOR_URL: url, VENDOR_TOKEN: token }),
): Promise<HttpWorld> {
  const http = await startHttpVendor({ token, webhookSecret: httpSecret });
  const world = await openWorld({
    VENDOR: 'http',
    VENDOR_WEBHOOK_SECRET: httpSecret,
    VENDOR_NAME: 'Acme Interviews',
    ...settingsFor(http),
  });
  http.control.now = world.clock.now;
  http.control.notifyUrl = `${world.url}/webhooks/http`;
  let people = 0;

  return {
    ...world,
    http,
    async create(changes = {}) {
      people += 1;
      const callbackUrl = world.workable.control.newCallbackUrl();
      const { status, body, headers } = await world.ask('POST', '/interviews', {
        body: {
          interview_template_id: 'support',
          job_title: 'Operations Manager',
          callback_url: callbackUrl,
          candidate: { first_name: 'Lakita', last_name: 'Marrero', email: `lakita.${people}@example.test` },
          ...changes,
        },
      });
      return { status, body, headers, id: String(body.interview_id), callbackUrl };
    },
    async close() {
      await world.close();
      await http.close();
    },
  };
}
