/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Epoch ms: the latest possible date, and with a minus sign the earliest. */
const lastTime = 8.64e15;

/** How a delivery stands: all that the outbox relies on. */
export function isDelivery(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { acknowledged, inFlight, refused, trying, failed } = value;
  return (
    isOptional((written) => isContent(written) && isText(written.label))(acknowledged) &&
    isOptional((write) => isFields(write) && isTime(write.since))(inFlight) &&
    isOptional(isContent)(refused) &&
    isOptional(isTrying)(trying) &&
    isOptional((end) => isContent(end) && isFields(end.answer) && isOptional(isTime)(end.dismissedAt))(failed)
  );
}

function isContent(value: unknown): value is Fields {
  return isFields(value) && isText(value.digest) && isTime(value.at);
}

function isTrying(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value.digest) &&
    isTime(value.since) &&
    isTime(value.nextAt) &&
    Number.isFinite(value.tries) &&
    isFields(value.answer)
  );
}

/** A number that is a valid date: pages and commands rely on that. */
export function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= lastTime;
}

export function isText(value: unknown): boolean {
  return typeof value === 'string';
}

export function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isOptional(isRight: (value: unknown) => boolean) {
  return (value: unknown) => value === undefined || isRight(value);
}

/** A list of objects that are each right. */
export function areEach(isRight: (value: Fields) => boolean) {
  return (value: unknown): boolean => Array.isArray(value) && value.every((each) => isFields(each) && isRight(each));
}
