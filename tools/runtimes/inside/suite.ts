// Runs all test files, one after the other.

import { checkNeedy, type Report, runFile } from './harness.js'

/** The test files; build.ts inserts them. */
declare const FILES: string[]

/** @param tell Receives the name of each file before the file runs. */
export async function runAll(tell: (file: string) => void = () => {}): Promise<Report> {
  const report: Report = { passed: 0, failures: [], skips: [] }
  for (const file of FILES) {
    tell(file)
    const path = `./${file}.js`
    await runFile(file, () => import(path), report)
  }
  checkNeedy(report)
  return report
}
