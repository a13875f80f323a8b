#!/usr/bin/env bash
# pg-boss 12.38.0 with @electric-sql/pglite 0.5.17 (Node 20.20.2). One would expect the jobs of a batch in the order in which they would
# come one by one: the types of fetch() say that jobs always come in the order of their priority and, among equals, of their creation. Both
# orders were options that could be turned off, and are always on since 12.30.0.
# What really happens: the order decides which jobs are taken, and is then lost. The list is what the RETURNING of an UPDATE gives, where
# PostgreSQL promises no order, and nothing sorts it after that. As long as the table is small, 10 jobs come by chance, and the most urgent
# one may be the last. When the table has grown, PostgreSQL plans in another way that mostly keeps the order: so it may look right later,
# and change again. work() hands the same list to its handler. A loop over the batch then writes the older state of an order over the newer.
# 10.4.2 does the same. The remedy is a batch of one, or `includeMetadata` and to sort by priority and createdOn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts pg-boss@12.38.0 @electric-sql/pglite@0.5.17 > /dev/null 2>&1
cat > run.js <<'JS'
import { PGlite } from '@electric-sql/pglite'
import { fromPglite, PgBoss } from 'pg-boss'
const numbers = Array.from({ length: 10 }, (_, index) => index)
const priorities = { 'the same priority': () => 0, 'a falling priority': (number) => -number }
for (const [name, priority] of Object.entries(priorities)) {
  for (const batchSize of [1, numbers.length]) {
    const database = new PGlite()
    const boss = new PgBoss({ db: fromPglite(database), backend: 'pglite', schedule: false, supervise: false })
    await boss.start()
    const seen = []
    for (let round = 0; round < 5; round++) {
      const queue = `queue-${round}`
      await boss.createQueue(queue)
      for (const number of numbers) await boss.send(queue, { number }, { priority: priority(number) })
      const list = []
      while (list.length < numbers.length) list.push(...(await boss.fetch(queue, { batchSize })))
      seen.push(list.map(({ data }) => data.number))
    }
    await boss.stop({ graceful: false })
    await database.close()
    const all = seen.every((list) => list.toSorted((one, other) => one - other).join() === numbers.join())
    const right = seen.filter((list) => list.join() === numbers.join()).length
    console.log(`${name}, ${batchSize} at a time: ${all ? 'all jobs' : 'not all jobs'}, ${right} of 5 queues in order`)
  }
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'the same priority, 1 at a time: all jobs, 5 of 5 queues in order
the same priority, 10 at a time: all jobs, 0 of 5 queues in order
a falling priority, 1 at a time: all jobs, 5 of 5 queues in order
a falling priority, 10 at a time: all jobs, 0 of 5 queues in order' ]
