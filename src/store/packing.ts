import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { limits } from '../limits.ts';

/**
 * What records look like, so that names and words that all of them have take next to nothing. Everything that was packed
 * needs these very words to be unpacked: once released they never change. Other ones would need a mark of their own.
 */
const dictionary = Buffer.from(
  [
    ',"story":[{"at":17,"text":"created"},{"at":17,"text":"invited"},{"at":17,"text":"interview_collected: attempt  running"},',
    '{"at":17,"text":"interview_collected: attempt  finished, submitted"},{"at":17,"text":"details of attempt  fetched"},',
    '{"at":17,"text":"interview_result: attempt  finished, submitted, score 7., to be advanced, with report; now completed"},',
    '{"at":17,"text":"sent completed: acknowledged (200)"}]}',
    '"reasonsToHire":["Good ","Strong "],"reasonsNotToHire":["Needs ","Limited "],"report":{"url":"https://","validUntil":',
    '"questions":[{"question":"What ","score":},{"question":"How ","score":},{"question":"Emit me about ","score":',
    '"outline":{"status":"completed","results_url":[],"interview":{"score":"","grade":"failed","grade":"excelled",',
    '"grade":"passed","summary":[,"details":{"Reasons to hire":{"1":["2":["3":[},"Reasons not to hire":{"1":["2":["3":[},',
    '"Question scores":{"1. "2. "3. "},"Interview":{"Started":"T","Ended":".000Z","Attempts":2}},"duration":"00:"},',
    '"attachments":{"0":{"description":"Interview Report","url":[]}}},"at":',
    '{"id":"default_","account":"default","templateId":"","callbackUrl":"https://www.workable.com/","candidate":{"firstName":"',
    '","lastName":"","email":"@gmail.com","phone":"+"},"jobId":"","jobTitle":" Manager","reportKey":"","createdAt":17',
    ',"invitation":{"state":"invited","at":17,"round":1},"attempts":{"":{"id":"","observed":{"list":{"attemptId":"',
    '","source":"list","at":17,"createdAt":"details":{"source":"details","startedAt":17,"endedAt":17,"durationSeconds":',
    '},"webhook":{"attemptId":"","source":"webhook","at":17,"state":"failed","state":"running","state":"finished",',
    '"isSubmitted":false,"isSubmitted":true,"vendorStatus":"completed","profileId":"","score":7.,"analysis":"The candidate ',
    'answered the questions and has experience with the role. ","decision":false,"decision":true,"decision":null,"reasonsToHire":null,',
    '"reasonsNotToHire":null,"report":null}},"since":{"running":17,"finished":17},"detailsAsked":true}},"asked":{"answeredAt":17},',
    '"concluded":{"status":"completed","at":17},"delivery":{"acknowledged":{"digest":"","status":"completed","outline":{"status":"completed",',
  ].join(''),
);

/** No text begins so. */
const mark = 0;
/** Small, since so are records: most of the time goes into making and leaving the tables. */
const options = { dictionary, windowBits: 13, memLevel: 4, level: 6, chunkSize: 2048 };
/** Far more than any record: whoever packed more did it to fill the memory. */
const unpackedBytes = 16 * limits.recordBytes;

export function pack(text: string): Buffer {
  return Buffer.concat([Buffer.of(mark), deflateRawSync(text, options)]);
}

/** A text as it was before it was packed; or as it is, if it was not. Throws for what was not packed here. */
export function unpack(bytes: Buffer): string {
  if (bytes[0] !== mark) return bytes.toString('utf8');
  return inflateRawSync(bytes.subarray(1), { ...options, maxOutputLength: unpackedBytes }).toString('utf8');
}
