import type { Limits } from './protocol.js';

/** What a program grants those who watch it. */
export const limits: Limits = {
  maxRequestBytes: 16 * 1024,
  maxRequestsPerSecond: 100,
  maxClients: 8,
  maxWaiters: 1000,
  maxEvents: 2000,
  maxConditionLength: 2000,
};
