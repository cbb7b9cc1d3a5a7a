import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['testing/redis-server.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real servers and a real Redis on two cores: more files at once only wait for each other.
    maxWorkers: 2,
    // Concurrent tests of one file mostly wait: for holds and leases to end, for processes to start.
    maxConcurrency: 10,
    allowOnly: false,
    passWithNoTests: false,
  },
});
