// What next(), original() and invokeAction() return (S8, S21) where the global Promise has been replaced, by the real zone.js and bluebird.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

interface Told {
  replaced: boolean
  log: string[]
  unhandled: string[]
  natives: boolean[]
}

async function tell(by: string, when: 'before' | 'after'): Promise<Told> {
  const child = fileURLToPath(new URL('child.ts', import.meta.url))
  const cwd = fileURLToPath(new URL('../../..', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', child, by, when], { cwd })
  return JSON.parse(stdout)
}

const plain = tell('nothing', 'after')

test('S8: the program that is run where the global Promise has been replaced tells what it should where it has not', async () => {
  const { replaced, log, unhandled } = await plain

  assert.not.ok(replaced)
  assert.equal(unhandled, [])
  assert.equal(log.slice(0, 9), [
    'before',
    'core one',
    'core ends',
    'after saved one',
    'plain: resolved with saved one',
    'before',
    'core fails',
    'core ends',
    'error core',
  ])
  // Each way of waiting succeeds where the core does, and fails, but for those that handle the failure.
  const failing = log.filter((line) => / rejected with /.test(line))
  assert.is(failing.length, 1 + 10 + 12 + 3, failing.join('\n'))
  assert.is(log.filter((line) => / resolved with /.test(line)).length, 3 + 10 + 16)
})

for (const by of ['zone.js', 'bluebird']) {
  for (const when of ['before', 'after'] as const) {
    test(`S21: with the global Promise replaced by ${by} ${when} the library is loaded, all waits as it does without`, async () => {
      const { replaced, log, unhandled } = await tell(by, when)

      assert.ok(replaced)
      assert.equal(log, (await plain).log)
      assert.equal(unhandled, [])
    })

    test(`S2: with the global Promise replaced by ${by} ${when} the library is loaded, invokeAction returns native promises`, async () => {
      const { natives } = await tell(by, when)

      assert.is(natives.length, 9)
      assert.ok(
        natives.every((native) => native),
        String(natives),
      )
    })
  }
}

test.run()
