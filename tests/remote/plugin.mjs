// A plugin in a worker of Node. Begins with the phase in which it will be ended.

import { parentPort, workerData } from 'node:worker_threads'
import { connect } from '../../source/remote/index.ts'

const desk = connect(parentPort)
const phase = workerData
const forever = new Promise(() => {})
const reached = () => desk.invokeAction('Reached')

if (phase === 'attaching') {
  desk.addListener('beforeAcceptTask', () => {})
  parentPort.postMessage('attaching')
  while (true);
}
if (phase === 'before')
  await desk.addListener('beforeAcceptTask', async () => {
    await reached()
    await forever
  })
if (phase === 'busy')
  await desk.addListener('beforeAcceptTask', async () => {
    await reached()
    while (true);
  })
if (phase === 'after')
  await desk.addListener('afterAcceptTask', async () => {
    await reached()
    await forever
  })
if (phase === 'replacement')
  await desk.replaceAction('AcceptTask', async () => {
    await reached()
    await forever
  })
if (phase === 'after original')
  await desk.replaceAction('AcceptTask', async (_payload, original) => {
    await original()
    await reached()
    await forever
  })
if (phase === 'after next')
  await desk.use('AcceptTask', async (_ctx, next) => {
    await next()
    await reached()
    await forever
  })
if (phase === 'nested') await desk.addListener('beforeAcceptTask', (_payload, _abort, ctx) => ctx.invokeAction('Hang'))
if (phase === 'second of two') {
  await desk.addListener('beforeAcceptTask', () => {})
  await desk.addListener('beforeAcceptTask', async () => {
    await reached()
    await forever
  })
}
if (phase === 'error')
  await desk.addListener('errorAcceptTask', async () => {
    await reached()
    await forever
  })
if (phase === 'original') await desk.replaceAction('AcceptTask', (_payload, original) => original())
if (phase === 'next') await desk.use('AcceptTask', (_ctx, next) => next())
if (phase === 'invoking') desk.invokeAction('Hang')
if (phase === 'crash')
  await desk.addListener('beforeAcceptTask', () => {
    setTimeout(() => {
      throw new RangeError('crashed')
    })
    return forever
  })
if (phase === 'idle')
  await desk.addListener('beforeAcceptTask', ({ sid }, abort) => {
    if (sid === 'no') abort('veto')
  })
await desk.invokeAction('Up')
