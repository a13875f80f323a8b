// The suite in a runtime with a console and a process: Node, Deno and Bun. The last line is the report.

import process from 'node:process'
import { runAll } from './suite.js'

const report = await runAll(console.log)
// Not before it is written: what a pipe does not take at once would be lost.
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0))
