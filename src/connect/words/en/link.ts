/** The page of a connect link in English: its two steps, and what stands in their place when one fails. */
export const link = {
  heading: (vendor: string) => `Connect Workable with ${vendor}`,
  customer: 'For {customer}.',
  allSet: 'Everything is set up. You can close this page.',
  twoWays:
    'You need to be an admin in Workable. There are two ways, and one is enough: the two steps here, or {moving}, which takes six.',
  moving: 'invite by moving candidates',
  hasStages:
    'You already invite by moving candidates: {overview}. The two steps here are another way, which you need only if you were asked for it.',
  overview: 'see what is set up',
  footer:
    'This page works until {time}. Treat its address like a password: anyone who has it can connect Workable in your name. If something is unclear, ask {vendor}.',
  toDo: 'To do',
  provider: {
    title: 'Give Workable a token',
    inUse: 'In use',
    why: 'Workable sends this provider token with each of its requests, so that {vendor} knows that it is you. You enter it in Workable under {settings}, {integrations}.',
    unused: 'Token {ends}, made on {time}: not used yet',
    used: 'Token {ends}, made on {time}: Workable has used it since {since}',
    make: 'Make a new token',
    once: 'It is shown once. All tokens that were made before stay valid.',
    full: 'No more tokens can be made. Ask {vendor} to retire those that are not used.',
  },
  newToken: {
    lead: 'Your provider token is ready.',
    title: 'Copy this token now',
    once: 'It is shown only this once.',
    field: 'The token, selected to be copied',
    open: 'In Workable, open {settings}, then {integrations}, and choose {vendor}.',
    paste: 'Paste the token where Workable asks for the token or key of the provider, and save.',
    back: 'Come back to this page for step 2.',
    goOn: 'Go on to step 2',
  },
  repeated: {
    lead: 'This page was sent a second time, for example because it was reloaded.',
    title: 'No second token was made',
    why: 'The first one was shown once and is not kept, so it cannot be shown again. If you have not copied it, make another one. The first one may stay.',
    back: 'Back to the steps',
  },
  callback: {
    title: 'Enter Workable’s token',
    saved: 'Saved',
    why: 'Workable has a callback token for {vendor}, with which the results of interviews are sent. You find it in Workable where you pasted the provider token.',
    savedToken: 'Saved: the token {ends}. A new one takes its place.',
    field: 'Callback token from Workable',
    save: 'Save',
    replace: 'Replace',
    mistakes: {
      empty: 'Paste the token first.',
      own: 'This is a provider token from step 1. Paste the one that Workable shows you.',
      'not-a-token':
        'This does not look like a token. Copy it from Workable once more: the whole token, without spaces and without the word Bearer.',
    },
  },
  stages: {
    title: 'Or: invite by moving candidates',
    connected: 'Connected',
    notSetUp: 'Not set up',
    what: 'When you move candidates to a stage of your pipeline, {vendor} invites them automatically, and their results appear on the timeline. It needs an API token that you make in Workable, works with or without the steps above, and takes about five minutes to set up.',
    see: 'See what is set up',
    setUp: 'Set it up',
  },
  failures: {
    kind: 'Connect Workable',
    unknown: [
      'This link does not work',
      'It has ended, or its address is not complete. Links work for seven days. Please ask the company that sent it to you for a new one.',
    ],
    paused: ['Paused', 'Nothing goes out to Workable for now. Please ask the company that sent you this link.'],
    later: ['Not available right now', 'Please try again in a minute.'],
    failed: ['That did not work', 'Nothing was changed. Please open your link again to see how things stand.'],
  },
} as const satisfies Record<string, unknown>;
