// Decides which files vitest runs: those of uvu are not for it.
export default { test: { include: ['*.vitest.ts'] } }
