// One part of one benchmark, in a process of its own: is told which by its parent, and sends it the tables.

import { find } from './all.js'
import type { Part, Settings } from './results.js'

process.once('message', async ({ name, part, settings }: { name: string; part: string; settings: Settings }) => {
  const { parts } = await find(name)
  const tables = await (parts[part] as Part)(settings)
  process.send?.(tables, () => process.disconnect())
})
