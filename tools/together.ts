// Runs several test files one after the other in this process, which saves the start of a process for each. Prints a line before and
// after each file, by which tools/run.ts tells their outputs apart. Leaves the exit code at 1 where a file has failed.
//
//   node --import tsx tools/together.ts <file…>

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What uvu reads of the global object: whether somebody else calls `exec`, and the suites whose `.run()` has been called. */
const uvu = globalThis as { UVU_DEFER?: number; UVU_QUEUE?: [name: null, ...suites: unknown[]][] }

uvu.UVU_DEFER = 1
let exit = 0
for (const path of process.argv.slice(2)) {
  uvu.UVU_QUEUE = [[null]]
  console.log(`\n--- begin ${path}`)
  await import(pathToFileURL(resolve(path)).href)
  const { exec } = await import('uvu')
  await exec()
  console.log(`\n--- end ${path} ${process.exitCode ?? 0}`)
  exit ||= Number(process.exitCode ?? 0)
}
process.exitCode = exit
