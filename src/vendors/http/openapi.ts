import { schemasOf, strictContract } from './strict-contract.ts';

/** The vendor contract as an OpenAPI 3.1 document, for vendors and their tools. */
export function vendorContract() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Vendor contract of the interview bridge',
      version: '1.0.0',
      license: { name: 'MIT', identifier: 'MIT' },
      description:
        'What a vendor of interviews hosts, and what it sends, so that the bridge can use it. Unknown fields are ignored on both sides; null and absent mean the same. Times are ISO 8601.',
    },
    servers: [{ url: 'https://vendor.example/bridge', description: 'VENDOR_URL' }],
    security: [{ token: [] }],
    tags: [
      { name: 'hosted', description: 'What the vendor hosts.' },
      { name: 'sent', description: 'What the vendor sends.' },
    ],
    paths: { '/templates': templatesPath, '/interviews/{id}': interviewPath },
    webhooks: { changed: { post: changed } },
    components: { securitySchemes, schemas: schemasOf(strictContract()) },
  };
}

const refusals = {
  '401': { description: 'Another token.', ...json('Problem') },
  '429': { description: 'Not now; `Retry-After` in seconds is kept.', ...json('Problem') },
  '503': { description: 'Not now; `Retry-After` in seconds is kept.', ...json('Problem') },
};

const templatesPath = {
  get: {
    operationId: 'listTemplates',
    tags: ['hosted'],
    summary: 'What can be offered now',
    description: 'Not needed where VENDOR_TEMPLATES lists them.',
    responses: { '200': { description: 'All of them.', ...json('Templates') }, ...refusals },
  },
};

const interviewPath = {
  parameters: [
    {
      name: 'id',
      in: 'path',
      required: true,
      description: "The bridge's id of the interview.",
      schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$' },
      example: 'acme_x1',
    },
  ],
  put: {
    operationId: 'invite',
    tags: ['hosted'],
    summary: 'Invite a candidate',
    description:
      'Idempotent: the same id, template and e-mail again answers the same and mails no one. Answer within ten seconds: after that the outcome is unknown, and the bridge calls again.',
    requestBody: { required: true, ...json('Invitation') },
    responses: {
      '200': { description: 'Invited before.', ...json('Invited') },
      '201': { description: 'Invited now.', ...json('Invited') },
      '400': { description: 'Not understood.', ...json('Problem') },
      '402': { description: 'No credits are left: the bridge tries again each hour.', ...json('Problem') },
      '404': { description: 'No such template.', ...json('Problem') },
      '409': { description: 'The id is that of another person or template.', ...json('Problem') },
      '422': { description: 'Refused; the message is shown to the recruiter.', ...json('Problem') },
      ...refusals,
    },
  },
  get: {
    operationId: 'ask',
    tags: ['hosted'],
    summary: 'The interview as it is now',
    description: 'Not needed with VENDOR_CAN_ASK=false.',
    responses: {
      '200': { description: 'All of it, each time.', ...json('Interview') },
      '404': { description: 'Unknown, or forgotten.', ...json('Problem') },
      ...refusals,
    },
  },
  delete: {
    operationId: 'withdraw',
    tags: ['hosted'],
    summary: 'Withdraw the invitation (optional)',
    description: "The candidate's link stops working.",
    responses: {
      '204': { description: 'Withdrawn, or unknown.' },
      '409': { description: 'Too late: it is completed.', ...json('Problem') },
      ...refusals,
    },
  },
};

const changed = {
  operationId: 'changed',
  tags: ['sent'],
  summary: 'Something about an interview has changed',
  description:
    "To the interview's `notify_url`, or to `<PUBLIC_URL>/webhooks/http`. With a proof, `interview` is taken as it is; without one, at `notify_url`, the bridge only asks. Send it again after no answer, 408, 429 and any 5xx; any other answer stays what it is.",
  security: [{ signature: [], signatureId: [], signatureTime: [] }, { secret: [] }, {}],
  requestBody: { required: true, ...json('Webhook') },
  responses: {
    '200': {
      description: 'Stored, once it is durable.',
      content: { 'application/json': { schema: { type: 'object' }, example: { received: true } } },
    },
    '400': { description: 'Not understood; the message names the field as a JSON pointer.', ...json('Problem') },
    '401': { description: 'Not proven.', ...json('Problem') },
    '404': { description: 'No such interview.', ...json('Problem') },
    '413': { description: 'More than 1 MiB.', ...json('Problem') },
    '503': { description: 'Not stored; send it again after `Retry-After`.', ...json('Problem') },
  },
};

const securitySchemes = {
  token: { type: 'http', scheme: 'bearer', description: 'VENDOR_TOKEN.' },
  secret: { type: 'http', scheme: 'bearer', description: 'VENDOR_WEBHOOK_SECRET, where the vendor cannot sign.' },
  signature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description:
      '`v1,` and the base64 of HMAC-SHA256 over `<webhook-id>.<webhook-timestamp>.<body>`, keyed with VENDOR_WEBHOOK_SECRET: `whsec_…` is base64, any other its UTF-8 bytes. See https://www.standardwebhooks.com.',
  },
  signatureId: { type: 'apiKey', in: 'header', name: 'webhook-id', description: 'The same for each try.' },
  signatureTime: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-timestamp',
    description: 'When it was signed, in seconds since 1970; within five minutes.',
  },
};

function json(schema: string) {
  return { content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } } };
}
