import { startHttpVendor } from '../../../../sandbox/http-vendor/server.ts';
import type { InvitingVendor } from '../vendor.ts';
import { apiKey, webhookSecret } from './secrets.ts';

/** Idempotent by our id: it is never searched. */
export const http: InvitingVendor = {
  name: 'http',
  settings: (origin) => ({ VENDOR_URL: origin, VENDOR_TOKEN: apiKey, VENDOR_WEBHOOK_SECRET: webhookSecret }),
  isInvitation: ({ method }) => method === 'PUT',
  isSearch: () => false,
  refusal: () => ({ status: 422, body: JSON.stringify({ message: 'No invitations left' }) }),

  async open() {
    const { control, url, close } = await startHttpVendor({ token: apiKey, webhookSecret });
    return {
      origin: url,
      templateIds: control.templates.map(({ id }) => id),
      invitationsOf: (person) =>
        control.invitations
          .filter(({ invitation }) => invitation?.candidate.email === person)
          .map(({ id }) => ({ to: id, isOurId: true })),
      close,
    };
  },
};
