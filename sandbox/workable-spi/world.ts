import type { CustomAttribute, DisqualificationReason, JobState, Role, SpiJob, SpiMember, SpiStage } from './types.ts';

/** What stands in the account at the beginning. Everything in it may be changed. */
export type SpiWorld = {
  account: { id: string; name: string; subdomain: string };
  members: SpiMember[];
  stages: SpiStage[];
  jobs: SpiJob[];
  reasons: DisqualificationReason[];
  attributes: CustomAttribute[];
  permissions: Record<string, Role[]>;
  /** Candidates are numbered on from here. A fake whose bridge remembers the candidates of an earlier one begins later. */
  lastCandidateId: number;
};

/** Who people are where a test or a button names no one else: of each hiring team, and no super admin. */
export const recruiterId = '1f395e';
const firstStageId = 5_272_269;

/** Name, slug, kind. Slug and kind coincide for Workable's own stages only. */
const stages: readonly (readonly [string, string, string])[] = [
  ['Sourced', 'sourced', 'sourced'],
  ['Applied', 'applied', 'applied'],
  ['Phone Screen', 'phone-screen', 'phone-screen'],
  ['AI Interview', 'ai-interview', 'interview'],
  ['On-site', 'on-site', 'interview'],
  ['Offer', 'offer', 'offer'],
  ['Hired', 'hired', 'hired'],
];
const confidential = ['offer', 'hired'];

/** One company with a job of each state, one pipeline, and a member of each role. */
export function defaultWorld(now: number): SpiWorld {
  return {
    account: { id: 'b4e8e', name: 'Acme', subdomain: 'acme' },
    stages: stages.map(([name, slug, kind], index) => ({
      ...stageIds(firstStageId + index),
      slug,
      name,
      kind,
      isConfidential: confidential.includes(slug),
    })),
    members: defaultMembers(),
    jobs: [
      job(0, 'Frontend Engineer', 'published', 'Engineering'),
      job(1, 'Account Executive', 'closed', 'Sales'),
      job(2, 'Director of Finance', 'archived', 'Finance'),
      job(3, 'Data Analyst', 'draft', 'Engineering'),
      { ...job(4, 'Sample Job', 'published', null), isSample: true },
    ],
    reasons: [
      reason(0, 'Lacks a required qualification'),
      reason(1, 'Unsuccessful interview'),
      reason(2, 'Could not be reached', true),
      reason(3, 'Took another offer', true),
    ],
    attributes: [
      { id: '18c3a2', key: 'ai_interview_score', type: 'short_text', label: 'AI interview score' },
      { id: '18c3a3', key: 'willing_to_travel', type: 'boolean', label: 'Willing to travel' },
    ],
    permissions: defaultPermissions(),
    lastCandidateId: 0x27270274,
  };

  function job(index: number, title: string, state: JobState, department: string | null): SpiJob {
    return {
      number: 5_986_327 + index,
      shortcode: ['9CD658E13E', 'B3627BCF5D', '4F0A6D1E77', 'C81B2290AF', '77E0D5B1C4'][index] ?? '',
      title,
      code: null,
      state,
      isSample: false,
      department,
      pipelineId: 'main',
      team: { [recruiterId]: 'recruiting_admin', '1f3960': 'hiring_manager', '1f3961': 'simple', '1f3962': 'reviewer' },
      createdAt: now - 30 * 86_400_000,
      updatedAt: now - 30 * 86_400_000,
    };
  }
}

export function stageIds(id: number): Pick<SpiStage, 'id' | 'identifier'> {
  return { id, identifier: id.toString(16) };
}

/** The last two are in no hiring team: an external recruiter, and one who has left. */
function defaultMembers(): SpiMember[] {
  return [
    member('1f395d', 'Interview Bridge', 'admin', {
      isSuperAdmin: true,
      departments: ['Engineering', 'Sales', 'Finance'],
    }),
    member(recruiterId, 'Rita Recruiter', 'admin', { departments: ['Engineering', 'Sales', 'Finance'] }),
    member('1f395f', 'Ada Admin', 'admin', { isSuperAdmin: true }),
    member('1f3960', 'Hugo Hiring', 'simple', { departments: ['Engineering'] }),
    member('1f3961', 'Sam Standard', 'simple', { departments: ['Engineering'] }),
    member('1f3962', 'Rae Reviewer', 'reviewer'),
    member('1f3963', 'Ivo Idle', 'simple', { hasRecruitingAccess: false }),
    member('1f3964', 'Eve External', 'recruiter'),
    member('1f3965', 'Gus Gone', 'simple', { isActive: false }),
  ];
}

function member(id: string, name: string, role: SpiMember['role'], more: Partial<SpiMember> = {}): SpiMember {
  const email = `${name.toLowerCase().replace(' ', '.')}@acme.example.test`;
  const usual = { isSuperAdmin: false, isActive: true, hasRecruitingAccess: true, departments: [] };
  return { id, name, email, role, ...usual, ...more };
}

function reason(index: number, description: string, isWithdrawal = false): DisqualificationReason {
  return { id: (0xb29c63 + index).toString(16), description, isWithdrawal };
}

/** As recorded from a live account, those that matter here. */
function defaultPermissions(): Record<string, Role[]> {
  const all: Role[] = ['admin', 'hiring_manager', 'recruiter', 'recruiting_admin', 'reviewer', 'simple'];
  const without = (...left: Role[]) => all.filter((role) => !left.includes(role));
  const movers = without('recruiter', 'reviewer');
  return {
    'ats:collab:candidates:comment': all,
    'ats:collab:candidates:copy': without('reviewer'),
    'ats:collab:candidates:create': without('reviewer'),
    'ats:collab:candidates:disqualify': movers,
    'ats:collab:candidates:evaluate': without('recruiter'),
    'ats:collab:candidates:move': movers,
    'ats:collab:candidates:relocate': movers,
    'ats:collab:candidates:revert': movers,
    'ats:collab:candidates:view_other_evaluations': without('recruiter'),
  };
}
