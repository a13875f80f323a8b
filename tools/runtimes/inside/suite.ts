// Runs all test files one after the other, wherever it is called.

import { checkNeedy, type Report, runFile } from './harness.js'

/** Put in by build.ts. */
declare const FILES: string[]

/** @param tell Is given the name of each file before it is run. */
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
