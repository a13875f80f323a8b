// Runs one part of one benchmark in its own process. The parent process says which part, and receives the tables.

import { find } from './all.js'
import type { Part, Settings } from './results.js'

process.once('message', async ({ name, part, settings }: { name: string; part: string; settings: Settings }) => {
  const { parts } = await find(name)
  const tables = await (parts[part] as Part)(settings)
  process.send?.(tables, () => process.disconnect())
})
