import type { ValuesOf } from '../../settings/row.ts';
import type { Role } from './policies.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { stageRows } from './setting-rows.ts';
import type { TriggerSetting } from './triggers.ts';

/** What one account calls Workable's API with, and what it does with candidates of its stages. */
export type StageSettings = {
  api: {
    /** The first calls, all verify webhooks. */
    tokens: readonly string[];
    /** Epoch ms; of the first token. */
    tokenExpiresAt?: number;
    /** Absent: found by the token. */
    subdomain?: string;
    /** Where the API is, in place of Workable's own address; without a trailing slash. */
    apiUrl?: string;
    clientId?: string;
    /** How many of nine requests are ours. */
    rateShare: number;
  };
  /** Under whose name the bridge writes. Absent: it writes nothing. */
  member?: { email: string; isService: boolean };
  triggers: readonly (TriggerSetting & { template: string })[];
  /** Jobs with a stage of this name are offered as triggers. */
  stageName?: string;
  template?: string;
  inviteDelayMs: number;
  quietHours?: QuietHours;
  onLeave: 'withdraw' | 'keep';
  onReturn: 'ask' | 'always' | 'never';
  commentPolicy: readonly Role[];
  reportPolicy: readonly Role[];
  rating: 'decision' | 'score' | 'off';
  transcript: 'link' | 'comment' | 'off';
  attachesPdf: boolean;
  scoreAttribute?: string;
  /** A slug. */
  advanceTo?: string;
  rejectReason?: string;
};

type Values = ValuesOf<typeof stageRows>;
type Given = {
  /** Whether the account itself sets it: a default that many accounts share asks for nothing. */
  isOwn: (name: string) => boolean;
  /** Of a managed account the token may come later. */
  mayLackToken: boolean;
  addError: (text: string) => void;
};

/** They ask for the door: without a token they would do nothing, silently. */
const asksForToken = ['STAGE_TRIGGERS', 'STAGE_NAME', 'WORKABLE_MEMBER', 'WORKABLE_API_TOKEN_EXPIRES'] as const;

/**
 * Undefined where the account has no API token, which closes the stage door. Reports to `addError` what is wrong with
 * the values together.
 */
export function settleStages(values: Values, { isOwn, mayLackToken, addError }: Given): StageSettings | undefined {
  const { WORKABLE_API_TOKEN: tokens, STAGE_TEMPLATE: template } = values;
  const asking = asksForToken.find(isOwn);
  if (tokens === undefined && asking !== undefined && !mayLackToken)
    addError(`WORKABLE_API_TOKEN is missing: ${asking} is set, and nothing of the stage door works without it`);
  if (values.STAGE_ADVANCE_TO === 'hired') addError('STAGE_ADVANCE_TO should not be hired: only a person hires');
  if (new Set(tokens).size < (tokens?.length ?? 0)) addError('WORKABLE_API_TOKEN has the same token twice');
  const triggers = values.STAGE_TRIGGERS.map((trigger, i) => {
    if (trigger.template === undefined && template === undefined)
      addError(`STAGE_TRIGGERS, part ${i + 1}, has no "template", and STAGE_TEMPLATE is not set`);
    return { ...trigger, template: trigger.template ?? template ?? '' };
  });
  if (tokens === undefined) return undefined;
  return { api: apiOf(values, tokens), ...writingOf(values), triggers, ...behaviourOf(values) };
}

function apiOf(values: Values, tokens: readonly string[]): StageSettings['api'] {
  const {
    WORKABLE_API_TOKEN_EXPIRES: tokenExpiresAt,
    WORKABLE_SUBDOMAIN: subdomain,
    WORKABLE_API_URL: apiUrl,
    WORKABLE_CLIENT_ID: clientId,
  } = values;
  return {
    tokens,
    ...(tokenExpiresAt === undefined ? {} : { tokenExpiresAt }),
    ...(subdomain === undefined ? {} : { subdomain }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
    ...(clientId === undefined ? {} : { clientId }),
    rateShare: values.WORKABLE_RATE_SHARE,
  };
}

function writingOf(values: Values) {
  const { WORKABLE_MEMBER: email, WORKABLE_MEMBER_IS_SERVICE: isService } = values;
  const {
    STAGE_SCORE_ATTRIBUTE: scoreAttribute,
    STAGE_ADVANCE_TO: advanceTo,
    STAGE_REJECT_REASON: rejectReason,
  } = values;
  return {
    ...(email === undefined ? {} : { member: { email, isService } }),
    commentPolicy: values.STAGE_COMMENT_POLICY,
    reportPolicy: values.STAGE_REPORT_POLICY,
    rating: values.STAGE_RATING,
    transcript: values.STAGE_TRANSCRIPT,
    attachesPdf: values.STAGE_ATTACH_PDF,
    ...(scoreAttribute === undefined ? {} : { scoreAttribute }),
    ...(advanceTo === undefined ? {} : { advanceTo }),
    ...(rejectReason === undefined ? {} : { rejectReason }),
  };
}

function behaviourOf(values: Values) {
  const { STAGE_NAME: stageName, STAGE_TEMPLATE: template, STAGE_QUIET_HOURS: quietHours } = values;
  return {
    ...(stageName === undefined ? {} : { stageName }),
    ...(template === undefined ? {} : { template }),
    inviteDelayMs: values.STAGE_INVITE_DELAY,
    ...(quietHours === undefined ? {} : { quietHours }),
    onLeave: values.STAGE_ON_LEAVE,
    onReturn: values.STAGE_ON_RETURN,
  };
}
