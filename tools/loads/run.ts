// Loads the packed library in every place of docs/loads.md, each in an empty project with the versions that the page names.
//
//   node --import tsx tools/loads/run.ts [part of a name…]     UPDATE=1 writes results.json and the page
//
// ENTRACTE_TARBALL=<file> takes a tarball that is there already.

import { readFileSync, writeFileSync } from 'node:fs'
import { PLACES } from './places.js'
import { PAGE, RESULTS, type Row, withTables } from './table.js'
import { openWorkshop, printedBy } from './workshop.js'

const wanted = process.argv.slice(2).map((part) => part.toLowerCase())
const rows: Row[] = []
const workshop = await openWorkshop(process.env.ENTRACTE_TARBALL)
try {
  for (const { group, name: place, ways } of PLACES) {
    for (const way of ways) {
      const name = `${place}: ${way.name}`
      if (!wanted.every((part) => name.toLowerCase().includes(part))) continue
      const begin = performance.now()
      const row: Row = { group, place, way: way.name }
      try {
        Object.assign(row, await way.try(workshop))
      } catch (error) {
        row.failed = true
        console.log(printedBy(error).slice(0, 4_000).replace(/^/gm, '  │ '))
      }
      rows.push(row)
      const seconds = Math.round((performance.now() - begin) / 1_000)
      const told = [row.format, row.copies && `${row.copies} ${row.copies === 'one' ? 'copy' : 'copies'}`].filter(
        Boolean,
      )
      console.log(`${row.failed ? '✗' : '✓'} ${[name, ...told].join(', ')} (${seconds} s)`)
    }
  }
} finally {
  workshop.close()
}

const failed = rows.filter((row) => row.failed).length
if (process.env.UPDATE !== '1') console.log('UPDATE=1 would write what there is now.')
else if (failed > 0 || wanted.length > 0)
  console.log('Nothing was written: only all results are kept, without a failure.')
else {
  writeFileSync(RESULTS, `${JSON.stringify(rows, undefined, 2)}\n`)
  writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8'), rows))
}
console.log(`${rows.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || rows.length === 0 ? 1 : 0
