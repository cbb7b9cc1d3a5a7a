import { startSandboxVendor } from '../../../../sandbox/vendor/server.ts';
import type { InvitingVendor } from '../vendor.ts';
import { apiKey, webhookSecret } from './secrets.ts';

export const jobmojito: InvitingVendor = {
  name: 'jobmojito',
  settings: (origin) => ({
    JOBMOJITO_API_KEY: apiKey,
    JOBMOJITO_API_URL: `${origin}/functions/v1`,
    JOBMOJITO_WEBHOOK_SECRET: webhookSecret,
  }),
  isInvitation: ({ path }) => path.endsWith('/job-interview-register-users'),
  isSearch: ({ path }) => path.includes('/merchant-candidate-list'),
  // Each row is refused alone.
  refusal(body) {
    const { users = [] } = JSON.parse(body) as { users?: object[] };
    return {
      status: 200,
      body: JSON.stringify(users.map((user) => ({ ...user, result: 'Error: No invitations left' }))),
    };
  },

  async open() {
    const { control, url, close } = await startSandboxVendor({ apiKey });
    const templates = control.definitions.filter(({ status, type, is_ats }) => status === 'active' && type && !is_ats);
    return {
      origin: new URL(url).origin,
      templateIds: templates.map(({ id }) => id),
      invitationsOf: (person) =>
        control.invitations
          .filter(({ email }) => email === person)
          .map(({ externalId }) => ({ to: externalId ?? '', isOurId: true })),
      close,
    };
  },
};
