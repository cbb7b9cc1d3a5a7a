import { startGreenhouseVendor } from '../../../../sandbox/greenhouse/server.ts';
import { greenhouseUrls } from '../../kills/vendors/greenhouse.ts';
import type { InvitingVendor } from '../vendor.ts';
import { apiKey } from './secrets.ts';

/** Has ids of its own and cannot be searched. `repeat`: what a second invitation to one interview does. */
export function greenhouse(repeat: 'same' | 'mails-twice'): InvitingVendor {
  return {
    name: 'greenhouse',
    settings: (origin) => ({
      ...greenhouseUrls(origin),
      GREENHOUSE_API_KEY: apiKey,
      GREENHOUSE_REPEAT: repeat,
    }),
    isInvitation: ({ path }) => path === '/partner/send_test',
    isSearch: () => false,
    refusal: () => ({ status: 422, body: JSON.stringify({ error: 'No invitations left' }) }),

    async open() {
      const { control, url, close } = await startGreenhouseVendor({ apiKey });
      control.repeat = repeat;
      return {
        origin: url,
        templateIds: control.tests.map(({ partner_test_id: id }) => String(id)),
        invitationsOf: (person) =>
          control.mails
            .filter(({ invitation }) => invitation.candidate.email === person)
            .map(({ invitation }) => ({ to: invitation.url, isOurId: false })),
        lookFor(interviewId) {
          const row = control.mails.find(({ invitation }) => invitation.url.includes(interviewId));
          return row ? { invited: String(row.id) } : 'not-invited';
        },
        close,
      };
    },
  };
}
