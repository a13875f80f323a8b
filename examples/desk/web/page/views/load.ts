// Runs ten thousand invocations while the page goes on, and says what that did to its frames.
import type { Actions } from 'entracte'
import { byId, setAttribute, setText } from '../dom.js'

const ALL = 10_000
const AT_ONCE = 200

export function drawLoad(actions: Actions): void {
  const button = byId('load')
  const result = byId('load-result')
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled') === 'true') return
    setAttribute(button, 'aria-disabled', 'true')
    setText(button, 'Running…')
    const { total, longest } = await run(actions)
    setText(result, `10 000 in ${total.toFixed(0)} ms, longest frame ${longest.toFixed(0)} ms`)
    setText(button, 'Run 10 000 more')
    setAttribute(button, 'aria-disabled', undefined)
  })
}

/** Invokes an action of its own, two hundred times in each frame; nothing of it is left behind. */
async function run(actions: Actions): Promise<{ total: number; longest: number }> {
  const scope = actions.scope('load')
  scope.registerAction('Ping', function ping(number: number) {
    return number
  })
  scope.addListener('beforePing', function count() {})
  scope.addListener('afterPing', async function countAgain() {})
  const start = await frame()
  let last = start
  let longest = 0
  for (let done = 0; done < ALL; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => actions.invokeAction('Ping', done + index)))
    const now = await frame()
    longest = Math.max(longest, now - last)
    last = now
  }
  scope.dispose()
  return { total: last - start, longest }
}

function frame(): Promise<number> {
  return new Promise((painted) => requestAnimationFrame(painted))
}
