// Random programs (S17): whether watching a program changes anything of it.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, type ObservedParty } from '../../../source/core/index.js'
import { adapted, check, library, runs } from './check.js'
import type { Options, Subject } from './nouns.js'
import { play } from './play.js'
import { type Program, program } from './programs.js'

test('S17: watching a random program changes nothing of it, and what ends has begun and ends once', async () => {
  let ended = 0
  const holds = async (program: Program) => {
    const begun = new Set<ObservedParty>()
    const watched = (options: Options): Subject => {
      const actions = createActions(options)
      actions.observe({
        start: (info) => void begun.add(info),
        end(info) {
          assert.ok(begun.delete(info), `${info.kind} ${info.name} ends`)
          ended += 1
        },
      })
      return adapted(actions)
    }

    const story = await play(program, watched)

    assert.equal(story, await play(program, library))
    const running = [...begun].filter(({ kind }) => kind === 'invocation').length
    assert.match(story.driver?.at(-1) ?? '', new RegExp(`: ${running} never settle$`))
  }

  await check(program, Math.ceil(runs / 5), holds)

  assert.ok(ended > runs, `${ended} have ended`)
})

test.run()
