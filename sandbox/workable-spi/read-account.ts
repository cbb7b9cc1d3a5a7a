import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { EventsQuery, JobsQuery, MembersQuery, PageQuery, read } from './contract.ts';
import { needs, tokenOf } from './gate.ts';
import { pageOf } from './paging.ts';
import { forbidden, roleIn } from './permissions.ts';
import { notFound } from './refusal.ts';
import * as render from './render-account.ts';
import { jobActivity } from './render-candidates.ts';
import { byId, jobOf, type SpiState } from './state.ts';
import type { SpiEvent, SpiMember } from './types.ts';

/** The company, its jobs, its stages and its people. */
export function routeAccount(router: Router, state: SpiState): void {
  const jobs = needs(state, 'r_jobs');
  const candidates = needs(state, 'r_candidates');
  const shortcodeOf = (ctx: Context) => jobOf(state, String(ctx.params.shortcode)).shortcode;

  router.get('/accounts', jobs, (ctx) => {
    ctx.body = { accounts: [accountOf(state, tokenOf(ctx).subdomain)] };
  });
  router.get('/accounts/:subdomain', jobs, (ctx) => {
    if (ctx.params.subdomain !== tokenOf(ctx).subdomain) throw notFound();
    ctx.body = accountOf(state, tokenOf(ctx).subdomain);
  });
  router.get('/jobs', jobs, (ctx) => listJobs(state, ctx));
  router.get('/jobs/:shortcode', jobs, (ctx) => {
    ctx.body = render.wholeJob(state, jobOf(state, String(ctx.params.shortcode)));
  });
  router.get('/stages', jobs, (ctx) => {
    ctx.body = { stages: render.stages(state) };
  });
  router.get('/jobs/:shortcode/stages', jobs, (ctx) => {
    ctx.body = { stages: render.stages(state, shortcodeOf(ctx)) };
  });
  router.get('/members', jobs, (ctx) => listMembers(state, ctx));
  router.get('/jobs/:shortcode/members', jobs, (ctx) => listTeam(state, ctx, shortcodeOf(ctx)));
  router.get(['/recruiters', '/jobs/:shortcode/recruiters'], jobs, (ctx) => {
    const shortcode = ctx.params.shortcode ?? ctx.query.shortcode;
    ctx.body = { recruiters: recruitersOf(state, shortcode === undefined ? undefined : String(shortcode)) };
  });
  router.get('/collaboration_permissions', jobs, (ctx) => {
    ctx.body = state.permissions;
  });
  router.get(['/custom_attributes', '/jobs/:shortcode/custom_attributes'], jobs, (ctx) => {
    const row = ({ id, type, label }: (typeof state.attributes)[number]) => ({
      id,
      type,
      enabled: true,
      label,
      hint: null,
    });
    ctx.body = { custom_attributes: state.attributes.map(row) };
  });
  router.get('/jobs/:shortcode/activities', candidates, (ctx) => listJobActivities(state, ctx, shortcodeOf(ctx)));
  router.get('/disqualification_reasons', candidates, (ctx) => {
    ctx.body = state.reasons.map(({ id, description, isWithdrawal }, index) => ({
      id,
      description,
      candidate_withdrew: isWithdrawal,
      position: index + 1,
    }));
  });
  router.get('/events', candidates, (ctx) => listEvents(state, ctx));
}

function accountOf({ account }: SpiState, subdomain: string) {
  const isOurs = subdomain === account.subdomain;
  const { id, name } = isOurs ? account : { id: 'b4e8f', name: subdomain };
  return { id, name, subdomain, description: null, summary: null, website_url: `https://${subdomain}.example.test` };
}

function listJobs(state: SpiState, ctx: Context): void {
  const query = read(JobsQuery, ctx.query);
  const jobs = state.jobs
    .filter((job) => query.state === undefined || job.state === query.state)
    .filter(({ createdAt }) => createdAt > (query.created_after ?? 0))
    .filter(({ updatedAt }) => updatedAt > (query.updated_after ?? 0))
    .map((job) => ({ ...job, id: job.number.toString(16) }))
    .sort(byId);
  const { rows, paging } = pageOf(state, ctx, jobs, query);
  ctx.body = { jobs: rows.map((job) => render.job(state, job)), ...paging };
}

function listMembers(state: SpiState, ctx: Context): void {
  const query = read(MembersQuery, ctx.query);
  const members = state.members
    .filter(({ hasRecruitingAccess }) => hasRecruitingAccess)
    .filter(({ isActive }) => query.status === 'all' || isActive === (query.status === 'active'))
    .filter(({ email }) => query.email === undefined || email.toLowerCase() === query.email.toLowerCase())
    .filter(({ name }) => query.name === undefined || name.toLowerCase().includes(query.name.toLowerCase()))
    .filter(({ role }) => query.role === undefined || role === query.role)
    .filter((member) => query.shortcode === undefined || isInTeam(state, member, query.shortcode));
  const { rows, paging } = pageOf(state, ctx, members, query);
  ctx.body = { members: rows.map(render.member), ...paging };
}

function isInTeam(state: SpiState, member: SpiMember, jobShortcode: string): boolean {
  return roleIn(state, member, { jobShortcode }) !== undefined;
}

/** Documented for account and user tokens only. */
function listTeam(state: SpiState, ctx: Context, jobShortcode: string): void {
  if (tokenOf(ctx).kind === 'partner') throw forbidden(state);
  const members = state.members.filter((member) => member.isActive && isInTeam(state, member, jobShortcode));
  ctx.body = {
    members: members.map((member) => {
      const { id, name, headline, email, role, type } = render.member(member);
      return { id, name, headline, email, role, type, collaboration_role: roleIn(state, member, { jobShortcode }) };
    }),
  };
}

/** External recruiters. */
function recruitersOf(state: SpiState, shortcode: string | undefined): object[] {
  const team = shortcode === undefined ? undefined : jobOf(state, shortcode).team;
  return state.members
    .filter(
      ({ role, isActive, id }) => role === 'recruiter' && isActive && (team === undefined || team[id] !== undefined),
    )
    .map(({ id, name, email }) => ({ id, name, email }));
}

function listJobActivities(state: SpiState, ctx: Context, shortcode: string): void {
  const query = read(PageQuery, ctx.query);
  const ofJob = state.activities.filter(({ jobShortcode }) => jobShortcode === shortcode);
  const { rows, paging } = pageOf(state, ctx, ofJob, query);
  ctx.body = { activities: rows.map((row) => jobActivity(state, row)), ...paging };
}

function listEvents(state: SpiState, ctx: Context): void {
  const query = read(EventsQuery, ctx.query);
  const isWanted = (event: SpiEvent) => {
    const { type, candidate_id, member_id, shortcode, include_cancelled, start_date = 0 } = query;
    const jobShortcode = state.candidates.get(event.candidateId)?.jobShortcode;
    if (event.isCancelled && !include_cancelled) return false;
    if (event.startsAt < start_date || event.startsAt > (query.end_date ?? Number.POSITIVE_INFINITY)) return false;
    return (
      (type === undefined || event.type === type) &&
      (candidate_id === undefined || event.candidateId === candidate_id) &&
      (member_id === undefined || event.memberId === member_id) &&
      (shortcode === undefined || jobShortcode === shortcode)
    );
  };
  const { rows, paging } = pageOf(state, ctx, state.events.filter(isWanted), query);
  ctx.body = { events: rows.map((event) => render.event(state, event)), ...paging };
}
