import nock from 'nock';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';

/** For tests of the HTTP clients alone: a request without a mock fails, and so does a mock without its request. */
export function withoutNetwork(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    expect(pending).toEqual([]);
  });
}
