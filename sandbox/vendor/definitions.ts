import { randomUUID } from 'node:crypto';
import type { Definition } from './types.ts';

export const merchantId = '5b1f4c1e-7d0a-4c54-9d0b-3a4f6f1c2e10';

/** The merchant's definitions at the start: three that can be offered, and four that cannot. */
export function seedDefinitions(now: number): Definition[] {
  return [
    definition('Customer support, first conversation', now, {}),
    definition('Software engineer, screening', now, {}),
    definition('Written English', now, { type: 'assessment', emoji: '📝' }),
    definition('Sales manager, still being written', now, { status: 'draft' }),
    definition('Summer internship, last year', now, { status: 'archived' }),
    definition('Imported from the tracking system', now, { is_ats: true }),
    definition('Store manager, three rounds', now, { is_multi_stage: true, type: null, calc_duration: null }),
  ];
}

function definition(name: string, now: number, differences: Partial<Definition>): Definition {
  const at = new Date(now).toISOString();
  return {
    id: randomUUID(),
    merchant_id: merchantId,
    name,
    emoji: '🎙️',
    type: 'interview',
    type_avatar: 'interactive_elevenlabs',
    status: 'active',
    visibility: 'merchant_invite',
    mojito_language_code: 'en',
    speech_language_code: 'en-US',
    environment: 'test',
    is_ats: false,
    is_multi_stage: false,
    recording: null,
    recording_full_session: null,
    billing_single_position: null,
    billing_single_position_end_at: null,
    cover_image_url: null,
    interview_count: 0,
    interview_last: null,
    calc_duration: 900,
    created_at: at,
    updated_at: at,
    ...differences,
  };
}
