import { type GreenhouseVendor, startGreenhouseVendor } from '../sandbox/greenhouse/server.ts';
import type { GreenhouseRow } from '../sandbox/greenhouse/types.ts';
import { type Answer, openWorld, type World } from './world.ts';

/** A bridge whose only account has a partner of Greenhouse. */
export type GreenhouseWorld = {
  world: World;
  vendor: GreenhouseVendor;
  /** Workable requests an interview of somebody new. `row`: what the vendor has of it, if anything. */
  create(
    changes?: object,
  ): Promise<{ answer: Answer; id: string; callbackUrl: string; row: GreenhouseRow | undefined }>;
  /** The same of an interview that is surely created. */
  invite(changes?: object): Promise<{ id: string; callbackUrl: string; row: GreenhouseRow }>;
  close(): Promise<void>;
};

export const vendorKey = 'the-key-for-greenhouse';

export async function openGreenhouseWorld(settings: Record<string, string> = {}): Promise<GreenhouseWorld> {
  const vendor = await startGreenhouseVendor({ apiKey: vendorKey });
  const world = await openWorld({
    VENDOR: 'greenhouse',
    VENDOR_NAME: 'Acme Voice',
    GREENHOUSE_LIST_TESTS_URL: vendor.urls.listTests,
    GREENHOUSE_SEND_TEST_URL: vendor.urls.sendTest,
    GREENHOUSE_TEST_STATUS_URL: vendor.urls.testStatus,
    GREENHOUSE_RESPONSE_ERROR_URL: vendor.urls.responseError,
    GREENHOUSE_API_KEY: vendorKey,
    ...settings,
  });
  let people = 0;
  return { world, vendor, create, invite, close };

  async function create(changes: object = {}) {
    people += 1;
    const email = `lakita.${people}@example.test`;
    const body = {
      interview_template_id: 'voice-1',
      job_title: 'Operations Manager',
      callback_url: world.workable.control.newCallbackUrl(),
      candidate: { first_name: 'Lakita', last_name: 'Marrero', email, phone: '+1 555 0100' },
      ...changes,
    };
    const answer = await world.ask('POST', '/interviews', { body });
    const row = vendor.control.mails.findLast(({ invitation }) => invitation.candidate.email === body.candidate.email);
    return { answer, id: String(answer.body.interview_id), callbackUrl: body.callback_url, row };
  }

  async function invite(changes: object = {}) {
    const { answer, row, ...created } = await create(changes);
    if (answer.status !== 201 || !row) throw new Error(`The create was answered ${answer.status}: ${answer.text}`);
    return { ...created, row };
  }

  async function close(): Promise<void> {
    await world.close();
    await vendor.close();
  }
}
