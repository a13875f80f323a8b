// How is the person behind an agent asked, and what does the answer do? Over HTTP, in both revisions.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { contract } from '../../source/contract/index.js'
import { ask, type ServeToolsOptions, serveTools } from '../../source/mcp/index.js'
import { deferred, rejection } from '../support/helpers.js'
import { desk, openDesk } from './desk.js'
import { type Answer, overHttp, REVISIONS, said } from './wire.js'

for (const revision of REVISIONS) {
  /** Serves a desk that asks before each refund; `answer` is the person. */
  const prepare = async (answer?: Answer, options?: ServeToolsOptions) => {
    const { actions, reported } = openDesk()
    const audit: string[] = []
    actions.use(async (ctx, next) => {
      audit.push(`begin ${ctx.action}`)
      await next()
      audit.push(`end ${ctx.action}`)
    })
    actions.addListener('beforeRefund', async ({ amount }, abort, ctx) => {
      if (!(await ask(ctx, `Refund ${amount}?`))) abort('the person said no')
    })
    const wire = await overHttp((server) => serveTools(actions, desk, server, options))
    const client = await wire.connect(revision, answer && { answer })
    const refund = (amount: number) => client.callTool({ name: 'Refund', arguments: { amount } })
    return { actions, reported, audit, wire, client, refund }
  }

  test(`${revision}: when the person agrees, the action goes on, and everything has run once`, async () => {
    const asked: string[] = []
    const { refund, audit, wire } = await prepare((message) => {
      asked.push(message)
      return 'accept'
    })

    assert.is(said(await refund(150)), '{"refunded":150,"note":"none"}')
    assert.equal(asked, ['Refund 150?'])
    assert.equal(audit, ['begin Refund', 'end Refund'])
    await wire.close()
  })

  for (const answer of ['decline', 'cancel']) {
    test(`${revision}: when the person answers with ${answer}, it is a no`, async () => {
      const { refund, audit, wire, reported } = await prepare(() => answer)

      assert.is(said(await refund(150)), 'error: The action "Refund" was aborted: the person said no')
      assert.equal(audit, ['begin Refund'])
      assert.equal(reported, [])
      await wire.close()
    })
  }

  test(`${revision}: nobody is asked when a person calls`, async () => {
    const { actions, audit, wire } = await prepare(() => assert.unreachable())

    assert.equal(await actions.invokeAction('Refund', { amount: 150 }), { refunded: 150, note: 'none' })
    assert.equal(audit, ['begin Refund', 'end Refund'])
    await wire.close()
  })

  test(`${revision}: a second question keeps the first answer`, async () => {
    const asked: string[] = []
    const { actions, refund, audit, wire } = await prepare((message) => {
      asked.push(message)
      return message === 'Really?' ? 'decline' : 'accept'
    })
    actions.addListener('beforeRefund', async (_payload, abort, ctx) => {
      if (!(await ask(ctx, 'Really?'))) abort('the person was not sure')
    })

    assert.is(said(await refund(150)), 'error: The action "Refund" was aborted: the person was not sure')
    assert.equal(asked, ['Refund 150?', 'Really?'])
    assert.equal(audit, ['begin Refund'])
    await wire.close()
  })

  test(`${revision}: nested actions ask the same person, at the same time, too`, async () => {
    const asked: string[] = []
    const { actions, client, wire } = await prepare((message) => {
      asked.push(message)
      return 'accept'
    })
    actions.registerAction(
      'Close',
      (_payload, ctx) =>
        Promise.all([ctx.invokeAction('Refund', { amount: 1 }), ctx.invokeAction('Refund', { amount: 2 })]),
      { override: true },
    )

    assert.is(said(await client.callTool({ name: 'Close' })), 'Done.')
    assert.equal(asked.sort(), ['Refund 1?', 'Refund 2?'])
    await wire.close()
  })

  test(`${revision}: what functions change in the arguments of a call is no change of the client`, async () => {
    const { actions, refund, wire } = await prepare(() => 'accept')
    // In place: the payload of the caller is what the agent has sent.
    actions.use('Refund', async ({ payload }, next) => {
      Object.assign(payload as object, { note: 'by an agent' })
      await next()
    })

    assert.is(said(await refund(150)), '{"refunded":150,"note":"by an agent"}')
    await wire.close()
  })

  const OWN = {
    'a part of the contract': () => desk.pick('Refund'),
    'a contract that is made anew': () => contract({ Refund: { ...desk.entries.Refund } }),
  }
  for (const [own, make] of Object.entries(OWN)) {
    test(`${revision}: a server for each request may have ${own}`, async () => {
      const { actions } = openDesk()
      actions.addListener('beforeRefund', async (_payload, abort, ctx) => {
        if (!(await ask(ctx, 'Refund?'))) abort('the person said no')
      })
      const wire = await overHttp((server) => serveTools(actions, make(), server))
      const client = await wire.connect(revision, { answer: () => 'accept' })

      const refund = client.callTool({ name: 'Refund', arguments: { amount: 150 } })

      assert.is(said(await refund), '{"refunded":150,"note":"none"}')
      await wire.close()
    })
  }

  test(`${revision}: a client that cannot ask receives a refusal in words`, async () => {
    const { refund, audit, wire, reported } = await prepare()

    assert.is(
      said(await refund(150)),
      'error: The action "Refund" was aborted: A person must agree first, and this client cannot ask one: Refund 150?',
    )
    assert.equal(audit, ['begin Refund'])
    assert.equal(reported, [])
    await wire.close()
  })

  test(`${revision}: where the client cannot ask, the dialog of the application does`, async () => {
    const asked: unknown[] = []
    const answers: unknown[] = [true, false, 'yes']
    const { refund, wire } = await prepare(undefined, {
      dialog(question, ctx) {
        asked.push([question, ctx.action])
        return answers.shift() as boolean
      },
    })

    assert.is(said(await refund(150)), '{"refunded":150,"note":"none"}')
    assert.is(said(await refund(1)), 'error: The action "Refund" was aborted: the person said no')
    assert.is(said(await refund(2)), 'error: The action "Refund" was aborted: the person said no')
    assert.equal(asked[0], ['Refund 150?', 'Refund'])
    await wire.close()
  })

  test(`${revision}: a person who does not answer in time aborts the action`, async () => {
    const answer = deferred<string>()
    const { refund, wire, audit } = await prepare(() => answer.promise, { answerWithin: 40 })

    const called = refund(150)
    if (revision === '2025-11-25') {
      assert.is(said(await called), 'error: The action "Refund" was aborted: Nobody has answered in time: Refund 150?')
    } else {
      while (audit.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
      await new Promise((resolve) => setTimeout(resolve, 100))
      answer.resolve('accept')
      assert.is(
        said(await called),
        'error: The answer came too late, or was given before. Nothing was done with it: call "Refund" again.',
      )
    }
    answer.resolve('accept')
    assert.equal(audit, ['begin Refund'])
    await wire.close()
  })

  test(`${revision}: cancelling while the person thinks cuts the invocation`, async () => {
    const [asked, answer] = [deferred(), deferred<string>()]
    const { audit, client, wire, reported } = await prepare(() => {
      asked.resolve()
      return answer.promise
    })
    const controller = new AbortController()

    const called = rejection(
      client.callTool({ name: 'Refund', arguments: { amount: 150 } }, { signal: controller.signal }),
    )
    await asked.promise
    controller.abort('enough')
    // In 2026 the client holds the question, and waits for its own answer.
    answer.resolve('accept')

    assert.instance(await called, Error)
    assert.equal(reported, [])
    assert.equal(audit, ['begin Refund'])
    await wire.close()
  })
}

test('2025-11-25: a client that fails to ask does not look like a person who is slow', async () => {
  const { actions } = openDesk()
  actions.addListener('beforeClose', async (_payload, abort, ctx) => {
    if (!(await ask(ctx, 'Close?'))) abort('no')
  })
  const wire = await overHttp((server) => serveTools(actions, desk, server))
  const answers = [() => Promise.reject(new Error('no screen')), () => 'perhaps']
  const client = await wire.connect('2025-11-25', { answer: () => answers.shift()?.() })

  for (let i = 0; i < 2; i++) {
    assert.is(
      said(await client.callTool({ name: 'Close' })),
      'error: The action "Close" was aborted: The client could not ask the person: Close?',
    )
  }
  await wire.close()
})

test('2025-11-25: when the time limit of an action runs out, its question is taken back', async () => {
  const { actions } = openDesk()
  const [asked, taken] = [deferred(), deferred<unknown>()]
  actions.registerAction('Search', () => [], { override: true, timeout: 5 })
  actions.addListener('beforeSearch', async (_payload, _abort, ctx) => taken.resolve(await ask(ctx, 'Search?')))
  // The call goes on: only the nested action has run out of time.
  actions.registerAction('Close', (_payload, ctx) => ctx.invokeAction('Search').catch(() => taken.promise), {
    override: true,
  })
  const wire = await overHttp((server) => serveTools(actions, desk, server))
  const client = await wire.connect('2025-11-25', {
    answer: () => {
      asked.resolve()
      return new Promise(() => {})
    },
  })

  const called = client.callTool({ name: 'Close' })
  await asked.promise

  assert.is(await taken.promise, false)
  assert.is(said(await called), 'Done.')
  await wire.close()
})

test('ask and agentOf refuse what is no ctx and no question', async () => {
  const { actions } = openDesk()
  actions.addListener('beforeClose', async (_payload, _abort, ctx) => {
    await ask(ctx, '')
  })

  assert.match(String(await rejection(ask({} as never, 'Sure?'))), 'ask takes the ctx of an invocation, got {}')
  assert.match(
    String(await rejection(actions.invokeAction('Close'))),
    'The question must be a non-empty string, got ""',
  )
})

test('a question after the call has ended is not asked', async () => {
  const { actions } = openDesk()
  const [ended, answered] = [deferred(), deferred<boolean>()]
  actions.addListener('afterClose', (_payload, _result, ctx) => {
    void ended.promise.then(() => ask(ctx, 'Late?')).then(answered.resolve)
  })
  const wire = await overHttp((server) => serveTools(actions, desk, server))
  const client = await wire.connect('2026-07-28', { answer: () => assert.unreachable() })

  await client.callTool({ name: 'Close' })
  ended.resolve()

  assert.is(await answered.promise, false)
  await wire.close()
})

test.run()
