import { describe, expect, test } from 'vitest';
import type { BlockedCause, EntryFacts, ResultFacts } from '../../../../src/workable/stages/entries/facts.ts';
import { renderEntry } from '../../../../src/workable/stages/entries/render.ts';

/** The texts as recruiters read them. */
type Row = [title: string, facts: EntryFacts, lines: string[], n?: number];

const now = Date.UTC(2026, 2, 13);
const about = { template: 'Frontend Engineer interview', vendor: 'JobMojito' };
const until = Date.UTC(2026, 2, 26, 14);
const endedAt = Date.UTC(2026, 2, 12, 14);
const link = 'https://vendor.test/i/abc';
const reportUrl = 'https://bridge.test/reports/k3y';
const again = { url: 'https://bridge.test/again/k3y', until: Date.UTC(2026, 3, 11) };

function eachReads(rows: Row[]): void {
  test.each(rows)('%s', (_, facts, lines, n = 1) => {
    expect(renderEntry(facts, { code: '4K7QJ2', n }, now)).toBe(lines.join('\n'));
  });
}

describe('an invitation', () => {
  eachReads([
    [
      'that the vendor mails',
      { key: 'invited', ...about, until, link, sentBy: 'vendor' },
      [
        'Invited to the AI interview, open until 26 March, 14:00 UTC.',
        'Frontend Engineer interview.',
        'The invitation is e-mailed by JobMojito.',
        "The candidate's personal link: https://vendor.test/i/abc",
        'Ref 4K7QJ2 invited 1',
      ],
    ],
    [
      'that the bridge mails, with a link that is not known',
      { key: 'invited', ...about, until: Date.UTC(2027, 0, 2, 8, 5), sentBy: 'bridge' },
      [
        'Invited to the AI interview, open until 2 January 2027, 08:05 UTC.',
        'Frontend Engineer interview.',
        'The invitation is e-mailed by the interview bridge.',
        'Ref 4K7QJ2 invited 1',
      ],
    ],
    [
      'that a person passes on',
      { key: 'invited', ...about, until, link, sentBy: 'person' },
      [
        'AI interview: please send the link, open until 26 March, 14:00 UTC.',
        'Frontend Engineer interview.',
        'No mail is sent: please send this link to the candidate, and to no other person.',
        "The candidate's personal link: https://vendor.test/i/abc",
        'Ref 4K7QJ2 invited 1',
      ],
    ],
    [
      'that a person passes on, with a link that no comment can hold',
      { key: 'invited', ...about, link: `https://vendor.test/${'a'.repeat(1000)}`, sentBy: 'person' },
      [
        'AI interview: please send the link. Frontend Engineer interview.',
        "No mail is sent: please get the candidate's link at JobMojito.",
        'Ref 4K7QJ2 invited 1',
      ],
    ],
    [
      'that goes on',
      { key: 'continues', ...about, until, link },
      [
        'AI interview continues, same link, open until 26 March, 14:00 UTC.',
        'Frontend Engineer interview.',
        'The candidate is back in the stage. No second mail is sent.',
        "The candidate's personal link: https://vendor.test/i/abc",
        'Ref 4K7QJ2 continues 1',
      ],
    ],
  ]);
});

describe('a blocked invitation', () => {
  const byHand = 'Invite by hand (link works until 11 April): https://bridge.test/again/k3y';
  const blocked = (cause: BlockedCause): EntryFacts => ({ key: 'blocked', ...about, cause, again });

  eachReads([
    [
      'for want of an e-mail address',
      blocked({ is: 'missing', what: 'e-mail address' }),
      [
        'Not invited: the profile has no e-mail address. Frontend Engineer interview.',
        'Please add it to the profile. The invitation is then sent by itself.',
        byHand,
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'for the second time, for want of a phone number',
      blocked({ is: 'missing', what: 'phone number' }),
      [
        'Not invited: the profile has no phone number. Frontend Engineer interview.',
        'Please add it to the profile. The invitation is then sent by itself.',
        byHand,
        'Ref 4K7QJ2 blocked 2',
      ],
      2,
    ],
    [
      'as the address cannot be used, of which only the beginning is shown',
      blocked({ is: 'email-unusable', email: 'anna.lima.at.acme' }),
      [
        'Not invited: the e-mail address in the profile cannot be used.',
        'Frontend Engineer interview.',
        'It begins with "an…". Please correct it in the profile. The invitation is then sent by itself.',
        byHand,
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'as the address cannot be used, which is too short to show any of it',
      blocked({ is: 'email-unusable', email: 'anna' }),
      [
        'Not invited: the e-mail address in the profile cannot be used.',
        'Frontend Engineer interview.',
        'Please correct it in the profile. The invitation is then sent by itself.',
        byHand,
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'by the vendor, in words that are cleaned',
      blocked({ is: 'vendor-refused', reason: 'Phone is invalid,\nask @support or see https://evil.test/x now' }),
      [
        'Not invited: the interview vendor refused the candidate.',
        'Frontend Engineer interview.',
        'Answer of JobMojito: Phone is invalid, ask at support or see now',
        'Please mend what is missing, or ask JobMojito about it, and then invite by hand.',
        byHand,
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'by the vendor without a word, and no link to try again',
      { key: 'blocked', ...about, cause: { is: 'vendor-refused' } },
      [
        'Not invited: the interview vendor refused the candidate.',
        'Frontend Engineer interview.',
        'Please mend what is missing, or ask JobMojito about it, and then invite by hand.',
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'as the template is gone',
      blocked({ is: 'template-gone' }),
      [
        'Not invited: the interview template no longer exists.',
        'Frontend Engineer interview.',
        'Please bring it back at JobMojito, or ask a Workable admin to choose another one. The invitation is then sent by itself.',
        byHand,
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'for want of credits',
      blocked({ is: 'no-credits' }),
      [
        'Not invited: no interview credits are left. Frontend Engineer interview.',
        'Please ask the person who buys credits at JobMojito. The invitation is then sent by itself.',
        byHand,
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'as the vendor is away',
      { key: 'blocked', ...about, vendor: 'the interview platform', cause: { is: 'vendor-unavailable' }, again },
      [
        'Not invited yet: the interview vendor does not take invitations now.',
        'Frontend Engineer interview.',
        'The bridge keeps trying the interview platform, and its operator is informed. There is nothing for you to do.',
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'as its outcome is unknown',
      blocked({ is: 'outcome-unknown' }),
      [
        'Invitation uncertain: the interview vendor gave no clear answer.',
        'Frontend Engineer interview.',
        'The bridge keeps asking JobMojito and does not invite twice by itself. Please ask the candidate whether an invitation has come, and invite again only if none has.',
        'Invite again (link works until 11 April): https://bridge.test/again/k3y',
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
    [
      'by a mail server, whose answer repeats the address',
      blocked({ is: 'mail-refused', reason: '550 5.1.1 <anna@acme.example>: unknown user' }),
      [
        'Invitation mail not delivered. Frontend Engineer interview.',
        'Answer of the mail server: 550 5.1.1 <the address>: unknown user',
        'Please check the e-mail address in the profile, and then invite by hand.',
        byHand,
        'Ref 4K7QJ2 blocked 1',
      ],
    ],
  ]);
});

describe('a candidate who was interviewed before', () => {
  eachReads([
    [
      'is interviewed again if you ask for it',
      { key: 'returned', ...about, before: 'completed', endedAt: Date.UTC(2025, 10, 2), reportUrl, again },
      [
        'Already interviewed: no new invitation unless you ask for it.',
        'Frontend Engineer interview, 2 November 2025.',
        'Report: https://bridge.test/reports/k3y',
        'Interview again (link works until 11 April): https://bridge.test/again/k3y',
        'Ref 4K7QJ2 returned 1',
      ],
    ],
    [
      'is never interviewed again',
      { key: 'returned', ...about, before: 'completed', endedAt, reportUrl },
      [
        'Already interviewed: no new invitation. Frontend Engineer interview, 12 March.',
        'Report: https://bridge.test/reports/k3y',
        'Ref 4K7QJ2 returned 1',
      ],
    ],
    [
      'had cancelled',
      { key: 'returned', ...about, before: 'cancelled', endedAt, again },
      [
        'Cancelled by the candidate before: no new invitation unless you ask for it.',
        'Frontend Engineer interview, 12 March.',
        'Interview again (link works until 11 April): https://bridge.test/again/k3y',
        'Ref 4K7QJ2 returned 1',
      ],
    ],
    [
      'had not taken it',
      { key: 'returned', ...about, before: 'not-taken', endedAt, again },
      [
        'Invited before, and not taken: no new invitation unless you ask for it.',
        'Frontend Engineer interview, 12 March.',
        'Interview again (link works until 11 April): https://bridge.test/again/k3y',
        'Ref 4K7QJ2 returned 1',
      ],
    ],
    [
      'was invited, and what came of it is not known any more',
      { key: 'returned', ...about },
      ['Already invited: no new invitation. Frontend Engineer interview.', 'Ref 4K7QJ2 returned 1'],
    ],
    [
      'was invited through the other door',
      { key: 'elsewhere', ...about, where: 'provider-door', reportUrl },
      [
        'Already invited through Workable video interviews: no second mail.',
        'Frontend Engineer interview.',
        'The result is shown where the interview was requested.',
        'Report: https://bridge.test/reports/k3y',
        'Ref 4K7QJ2 elsewhere 1',
      ],
    ],
    [
      'has the same interview open in another application',
      { key: 'elsewhere', ...about, where: 'other-application' },
      [
        'Waiting: this person has the same interview open in another application.',
        'Frontend Engineer interview.',
        'No second mail is sent. When the other interview has ended, this one goes on by itself.',
        'Ref 4K7QJ2 elsewhere 1',
      ],
    ],
  ]);
});

describe('an interview without a result', () => {
  const inviteAgain = 'Invite again (link works until 11 April): https://bridge.test/again/k3y';
  const mayWork = "The candidate's link may still work. A result that comes all the same is shown here, marked late.";

  eachReads([
    [
      'has another date',
      { key: 'moved-date', ...about, from: Date.UTC(2026, 2, 24, 9, 30), to: until },
      [
        'AI interview moved to 26 March, 14:00 UTC. Frontend Engineer interview.',
        'Before: 24 March, 09:30 UTC.',
        'Ref 4K7QJ2 moved-date 1',
      ],
    ],
    [
      'has a date for the first time that is known',
      { key: 'moved-date', ...about, to: until },
      ['AI interview moved to 26 March, 14:00 UTC. Frontend Engineer interview.', 'Ref 4K7QJ2 moved-date 1'],
    ],
    [
      'was cancelled by the candidate',
      { key: 'cancelled', ...about, at: endedAt },
      ['AI interview cancelled by the candidate. Frontend Engineer interview, 12 March.', 'Ref 4K7QJ2 cancelled 1'],
    ],
    [
      'was withdrawn as the candidate left the stage',
      { key: 'withdrawn', ...about, why: 'left-stage', isCancelledAtVendor: false },
      [
        'AI interview withdrawn: the candidate left the stage.',
        'Frontend Engineer interview.',
        mayWork,
        'To go on with it, move the candidate back to the stage.',
        'Ref 4K7QJ2 withdrawn 1',
      ],
    ],
    [
      'was withdrawn as the candidate was disqualified',
      { key: 'withdrawn', ...about, why: 'disqualified', isCancelledAtVendor: true },
      [
        'AI interview withdrawn: the candidate was disqualified.',
        'Frontend Engineer interview.',
        "The candidate's link no longer works.",
        'To go on with it, revert the disqualification while the candidate is in the stage.',
        'Ref 4K7QJ2 withdrawn 1',
      ],
    ],
    [
      'was withdrawn as the candidate withdrew',
      { key: 'withdrawn', ...about, why: 'withdrew', isCancelledAtVendor: false },
      [
        'AI interview withdrawn: the candidate withdrew. Frontend Engineer interview.',
        mayWork,
        'Ref 4K7QJ2 withdrawn 1',
      ],
    ],
    [
      'was declined',
      { key: 'not-taken', ...about, why: 'declined', at: endedAt, again },
      [
        'AI interview not taken: the candidate declined.',
        'Frontend Engineer interview, 12 March.',
        inviteAgain,
        'Ref 4K7QJ2 not-taken 1',
      ],
    ],
    [
      'has expired',
      { key: 'not-taken', ...about, why: 'expired', again },
      [
        'AI interview not taken: the time for it is over. Frontend Engineer interview.',
        inviteAgain,
        'Ref 4K7QJ2 not-taken 1',
      ],
    ],
    [
      'was broken off',
      { key: 'not-taken', ...about, why: 'failed', at: endedAt, again },
      [
        'AI interview not finished: the candidate began and did not complete it.',
        'Frontend Engineer interview, 12 March.',
        inviteAgain,
        'Ref 4K7QJ2 not-taken 1',
      ],
    ],
  ]);
});

describe('a result', () => {
  const undecided: ResultFacts = {
    key: 'result',
    ...about,
    score: { points: 7.8, of: 10 },
    endedAt,
    durationSeconds: 1860,
    strengths: ['Knows React and its limits.', 'Asks good questions'],
    openPoints: ['Little experience with tests'],
    reportUrl,
    hasTranscript: true,
  };
  const decided = { ...undecided, decision: 'yes' } as const;
  const bare = { strengths: [], openPoints: [] };
  const { score: _, ...unscored } = { ...undecided, ...bare };
  const report = 'Report and transcript: https://bridge.test/reports/k3y';

  eachReads([
    [
      'with a decision, of a candidate who has moved on',
      { ...decided, meanwhile: { movedTo: 'On-site', about: 'Phone Screen' } },
      [
        'AI interview: 78 %, recommended. Frontend Engineer interview, 12 March, 31 min.',
        'Strengths: Knows React and its limits; Asks good questions',
        'Open points: Little experience with tests',
        report,
        'Decided by a person at JobMojito. Moved to "On-site" meanwhile; this is about "Phone Screen".',
        'Ref 4K7QJ2 result 1',
      ],
    ],
    [
      'without a decision, and without a transcript',
      { ...undecided, openPoints: [], hasTranscript: false },
      [
        'AI interview: 78 %. Frontend Engineer interview, 12 March, 31 min.',
        'Strengths: Knows React and its limits; Asks good questions',
        'Report: https://bridge.test/reports/k3y',
        'Ref 4K7QJ2 result 1',
      ],
    ],
    [
      'that is corrected',
      { ...decided, ...bare, decision: 'no', endedAt: Date.UTC(2025, 2, 12) },
      [
        'Corrected: AI interview: 78 %, not recommended.',
        'Frontend Engineer interview, 12 March 2025, 31 min.',
        report,
        'Decided by a person at JobMojito.',
        'Ref 4K7QJ2 result 2',
      ],
      2,
    ],
    [
      'that came late',
      { ...undecided, ...bare, isLate: true },
      [
        'AI interview, late: 78 %. Frontend Engineer interview, 12 March, 31 min.',
        report,
        'It came after the interview was withdrawn: no rating, and the candidate is not moved.',
        'Ref 4K7QJ2 result 1',
      ],
    ],
    [
      'without a score',
      unscored,
      [
        'AI interview: completed without a score.',
        'Frontend Engineer interview, 12 March, 31 min.',
        report,
        'Ref 4K7QJ2 result 1',
      ],
    ],
    [
      'without a score, with a decision, and of a few seconds',
      { ...unscored, decision: 'strong-yes', durationSeconds: 12 },
      [
        'AI interview: completed without a score, recommended.',
        'Frontend Engineer interview, 12 March, 1 min.',
        report,
        'Decided by a person at JobMojito.',
        'Ref 4K7QJ2 result 1',
      ],
    ],
    [
      "with a vendor's word for a score",
      { ...undecided, ...bare, score: { word: 'Strong' } },
      ['AI interview: score "Strong". Frontend Engineer interview, 12 March, 31 min.', report, 'Ref 4K7QJ2 result 1'],
    ],
    [
      "with a vendor's word that reads like a decision",
      { ...undecided, ...bare, score: { word: 'Recommended' } },
      [
        'AI interview: completed, score in the report.',
        'Frontend Engineer interview, 12 March, 31 min.',
        report,
        'Ref 4K7QJ2 result 1',
      ],
    ],
    [
      'above the maximum, which shows that the scale is set wrongly',
      { ...undecided, ...bare, score: { points: 78, of: 10 } },
      ['AI interview: 78 of 10. Frontend Engineer interview, 12 March, 31 min.', report, 'Ref 4K7QJ2 result 1'],
    ],
    [
      'with a long template name and hostile texts',
      {
        ...decided,
        template: 'Senior Frontend Engineer interview with system design',
        strengths: ['Great\u202E.\nRef 0AAAA0 result 9', 'Tell @anna_lima', 'see https://evil.test/x'],
        openPoints: ['\u200B', '...'],
      },
      [
        'AI interview: 78 %, recommended.',
        'Senior Frontend Engineer interview with system design, 12 March, 31 min.',
        'Strengths: Great. Ref. 0AAAA0 result 9; Tell at anna_lima; see',
        report,
        'Decided by a person at JobMojito.',
        'Ref 4K7QJ2 result 1',
      ],
    ],
  ]);

  test('with more to say than there is room for leaves the short text whole and cuts the long one at a word', () => {
    const strengths = Array.from({ length: 20 }, (_, i) => `Strength ${i + 1} ${'word '.repeat(40)}`);
    const body = renderEntry({ ...undecided, strengths }, { code: '4K7QJ2', n: 1 }, now);
    const [first, ...rest] = body.split('\n');
    expect(body.length).toBeGreaterThan(1490);
    expect(body.length).toBeLessThanOrEqual(1500);
    expect(first).toBe('AI interview: 78 %. Frontend Engineer interview, 12 March, 31 min.');
    expect(rest[0]).toMatch(/^Strengths: Strength 1 word .* word…$/);
    expect(rest.slice(1)).toEqual(['Open points: Little experience with tests', report, 'Ref 4K7QJ2 result 1']);
  });

  test('fills its room to the last character and never goes beyond', () => {
    const strengths = Array.from({ length: 20 }, () => 'a '.repeat(150));
    const lengths = ['I', 'It', 'Int'].map((template) => {
      const facts = { ...undecided, template, strengths, openPoints: strengths };
      return renderEntry(facts, { code: '4K7QJ2', n: 1 }, now).length;
    });
    expect(Math.max(...lengths)).toBe(1500);
  });
});

describe('a transcript', () => {
  const transcript = { key: 'transcript', ...about, endedAt, url: reportUrl } as const;
  const frame = 'Transcript of the AI interview. Frontend Engineer interview, 12 March.';

  eachReads([
    [
      'has a line for each turn, and the texts of no turn begin a line',
      {
        ...transcript,
        turns: [
          { speaker: 'interviewer', text: 'What is a closure?' },
          { speaker: 'candidate', text: 'A function\nwith its scope.\nRef 0AAAA0 result 9' },
          { speaker: 'candidate', text: ' \u200B ' },
          { speaker: 'interviewer', text: 'Thanks.' },
          { speaker: { name: 'Ana @bob\nRef 0AAAA0' }, text: 'Bye.' },
          { speaker: { name: ' ' }, text: 'Bye.' },
        ],
      },
      [
        frame,
        'Interviewer: What is a closure?',
        'Candidate: A function with its scope. Ref. 0AAAA0 result 9',
        'Interviewer: Thanks.',
        'Speaker Ana at bob Ref. 0AAAA0: Bye.',
        'Speaker: Bye.',
        'Whole transcript: https://bridge.test/reports/k3y',
        'Ref 4K7QJ2 transcript 1',
      ],
    ],
    [
      'that Workable refused as too long is the link alone',
      { ...transcript, turns: [] },
      [
        'Transcript of the AI interview: open the link.',
        'Frontend Engineer interview, 12 March.',
        'Whole transcript: https://bridge.test/reports/k3y',
        'Ref 4K7QJ2 transcript 1',
      ],
    ],
  ]);

  test('of a long interview ends after a whole turn and says how many are left', () => {
    const turns = Array.from({ length: 30 }, () => ({ speaker: 'candidate', text: 'x'.repeat(489) }) as const);
    const lines = renderEntry({ ...transcript, turns }, { code: '4K7QJ2', n: 1 }, now).split('\n');
    expect(lines.slice(1, 20)).toEqual(Array(19).fill(`Candidate: ${'x'.repeat(489)}`));
    expect(lines.slice(20)).toEqual([
      '… 11 more turns.',
      'Whole transcript: https://bridge.test/reports/k3y',
      'Ref 4K7QJ2 transcript 1',
    ]);
  });

  test('with one endless turn is cut at a word', () => {
    const turns = [{ speaker: 'candidate', text: 'word '.repeat(3000) }] as const;
    const body = renderEntry({ ...transcript, turns }, { code: '4K7QJ2', n: 1 }, now);
    expect(body.length).toBeGreaterThan(9800);
    expect(body.length).toBeLessThanOrEqual(10_000);
    expect(body.split('\n')[1]).toMatch(/^Candidate: word .* word…$/);
  });
});
