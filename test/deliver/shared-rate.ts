/** Short, so that a test of real processes in real time is short. */
export const sharedRate = { messages: 2, windowMs: 100 };
