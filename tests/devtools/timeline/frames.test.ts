// When the timeline draws, with a clock and frames that the test controls.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Frames } from '../../../source/devtools/timeline/frames.js'

const { setTimeout, clearTimeout } = globalThis
const { now } = performance

test.after.each(() => {
  Object.assign(globalThis, { setTimeout, clearTimeout })
  Reflect.deleteProperty(globalThis, 'requestAnimationFrame')
  Reflect.deleteProperty(globalThis, 'cancelAnimationFrame')
  performance.now = now
})

test('nothing is drawn before the start; then everything is taken in and painted, with the next frame', () => {
  const { done, frame, frames, waiting } = stage()

  frames.ask()
  frames.ask(true)
  const before = waiting()
  frames.start()
  const asked = [waiting(), [...done]]
  frame()

  assert.equal(before, [])
  assert.equal(asked, [['frame'], []])
  assert.equal([done, waiting()], [['arranged at 0', 'painted at 0'], []])
})

test('it draws once per frame, however often it is asked, and takes in what is new if any request asks for that', () => {
  const { done, frame, frames, waiting } = begun()

  frames.ask()
  frames.ask(true)
  frames.ask()
  const asked = waiting()
  frame()
  frames.ask()
  frame()

  assert.equal(asked, ['frame'])
  assert.equal(done, ['arranged at 0', 'painted at 0', 'painted at 0'])
  assert.equal(waiting(), [])
})

test('a request during a drawing is drawn with the next frame', () => {
  const { done, frame, frames, waiting, work } = begun()
  work.paint = () => {
    done.push('painted')
    if (done.length === 1) frames.ask()
  }

  frames.ask()
  frame()
  const asked = waiting()
  frame()

  assert.equal(asked, ['frame'])
  assert.equal([done, waiting()], [['painted', 'painted'], []])
})

test('news that comes while it paints is taken in with the next frame', () => {
  const { done, frame, frames, waiting, work } = begun()
  work.paint = () => {
    done.push('painted')
    if (done.length === 1) frames.ask(true)
  }

  frames.ask()
  frame()
  frame()

  assert.equal([done, waiting()], [['painted', 'arranged at 0', 'painted'], []])
})

test('nothing is drawn while it cannot be seen, and every request is drawn once it can be seen', () => {
  const { done, frame, frames, waiting } = begun()

  frames.seen = false
  frame()
  done.length = 0
  frames.ask()
  frames.ask(true)
  const hidden = waiting()
  frames.seen = true
  frame()

  assert.equal(hidden, [])
  assert.equal(done, ['arranged at 0', 'painted at 0'])
})

test('when a frame took more than eight milliseconds, the page has three times as long until what is new is taken in', () => {
  const { cost, done, frame, frames, pass, waiting } = begun()
  cost.arrange = 10

  frames.ask(true)
  frame()
  frames.ask(true)
  frames.ask(true)
  const put = waiting()
  pass(29)
  const before = waiting()
  pass(1)
  const asked = waiting()
  frame()

  assert.equal([put, before, asked], [['30 ms'], ['30 ms'], ['frame']])
  assert.equal(done, ['arranged at 0', 'painted at 10', 'arranged at 40', 'painted at 50'])
})

test('a frame of eight milliseconds puts nothing off, a longer frame does', () => {
  const asked = [8, 8.5].map((took) => {
    const { cost, frame, frames, waiting } = begun()
    cost.paint = took
    frames.ask(true)
    frame()
    frames.ask(true)
    return waiting()
  })

  assert.equal(asked, [['frame'], ['25.5 ms']])
})

test('news that is put off again waits again', () => {
  const { clock, cost, done, frame, frames, pass, waiting } = begun()
  cost.paint = 10

  const rounds = [1, 2].map(() => {
    frames.ask(true)
    frame()
    frames.ask(true)
    const put = waiting()
    pass(30)
    frame()
    clock.now += 1000
    return put
  })

  assert.equal(rounds, [['30 ms'], ['30 ms']])
  assert.is(done.filter((each) => each.startsWith('arranged')).length, 4)
})

test('news that comes while a frame is about to paint is not forgotten, although it has to wait', () => {
  const { cost, done, frame, frames, pass, waiting } = begun()
  cost.paint = 20
  frames.ask()
  frame()
  cost.paint = 0

  frames.ask()
  frames.ask(true)
  const asked = waiting()
  frame()
  const put = waiting()
  pass(60)
  frame()

  assert.equal([asked, put], [['frame'], ['60 ms']])
  assert.equal(done, ['painted at 0', 'painted at 20', 'arranged at 80', 'painted at 80'])
})

test('a hurried request takes everything in, even when nothing was put off', () => {
  const { done, frame, frames } = begun()

  frames.hurry()
  frame()

  assert.equal(done, ['arranged at 0', 'painted at 0'])
})

test('after a long frame and a short frame, nothing is put off any more', () => {
  const { cost, frame, frames, pass, waiting } = begun()
  cost.paint = 20

  frames.ask(true)
  frame()
  cost.paint = 1
  frames.ask()
  frame()
  frames.ask(true)

  assert.equal(waiting(), ['frame'])
  frame()
  pass(1000)
  assert.equal(waiting(), [])
})

test('frames are painted while news is put off, and the news is not taken in before its time', () => {
  const { cost, done, frame, frames, pass, waiting } = begun()
  cost.paint = 20

  frames.ask()
  frame()
  cost.paint = 0
  frames.ask(true)
  pass(10)
  frames.ask()
  const asked = waiting()
  frame()
  const after = waiting()
  pass(50)
  frame()

  assert.equal([asked, after], [['60 ms', 'frame'], ['60 ms']])
  assert.equal(done, ['painted at 0', 'painted at 30', 'arranged at 80', 'painted at 80'])
})

test('a request while news is put off waits for the same time, not for a new time', () => {
  const { cost, frame, frames, pass, waiting } = begun()
  cost.paint = 20

  frames.ask()
  frame()
  frames.ask(true)
  pass(40)
  frames.ask(true)

  assert.equal(waiting(), ['60 ms'])
  pass(20)
  assert.equal(waiting(), ['frame'])
})

test('a hurried request takes the news in with the next frame, although the frames before took long', () => {
  const { cost, done, frame, frames, pass, waiting } = begun()
  cost.paint = 20

  frames.ask()
  frame()
  frames.ask(true)
  frames.hurry()
  const asked = waiting()
  frame()
  pass(1000)
  frame()

  assert.equal(asked, ['60 ms', 'frame'])
  assert.equal(done, ['painted at 0', 'arranged at 20', 'painted at 20', 'painted at 1040'])
})

test('a drawing can be asked for after a delay: it happens once although it was asked for twice, and not if a frame was drawn meanwhile', () => {
  const { done, frame, frames, pass, waiting } = begun()

  frames.askIn(1000)
  frames.askIn(500)
  const asked = waiting()
  pass(500)
  const due = waiting()
  frame()
  frames.askIn(1000)
  frames.ask()
  const drawn = waiting()
  frame()
  pass(1000)

  assert.equal([asked, due, drawn], [['500 ms'], ['frame'], ['frame']])
  assert.equal([done, waiting()], [['painted at 500', 'painted at 500'], []])
})

test('after a stop nothing waits any more; after a new start everything is taken in', () => {
  const { cost, done, frame, frames, pass, waiting } = begun()
  cost.paint = 20
  frames.ask()
  frame()
  frames.ask(true)
  frames.askIn(1000)
  const put = waiting()
  frames.stop()
  const stopped = waiting()
  frames.ask()
  frames.ask(true)
  frames.seen = true
  const ignored = waiting()
  pass(1000)
  frames.start()
  const started = waiting()
  frames.stop()
  const again = waiting()
  frames.start()
  frame()

  assert.equal([put, stopped, ignored], [['60 ms', '1000 ms'], [], []])
  assert.equal([started, again], [['frame'], []])
  assert.equal(done, ['painted at 0', 'arranged at 1020', 'painted at 1020'])
})

test('a stop ends a pause, and a new start waits with a new timer', () => {
  const { cost, frame, frames, waiting } = begun()
  cost.paint = 20
  frames.ask()
  frame()
  frames.ask(true)
  frames.stop()

  frames.start()

  assert.equal(waiting(), ['60 ms'])
})

/** Returns frames that have begun, and have taken everything in. */
function begun() {
  const all = stage()
  all.frames.start()
  all.frame()
  all.done.length = 0
  return all
}

/** Returns frames, a log of what they do, and a page whose clock and frames go on only when the test says so. */
function stage() {
  const clock = { now: 0 }
  const timers = new Map<number, { due: number; delay: number; run: () => void }>()
  const requested = new Map<number, () => void>()
  let last = 0
  performance.now = () => clock.now
  Object.assign(globalThis, {
    setTimeout: (run: () => void, delay: number) => {
      timers.set(++last, { due: clock.now + delay, delay, run })
      return last
    },
    clearTimeout: (timer: number) => timers.delete(timer),
    requestAnimationFrame: (run: () => void) => {
      requested.set(++last, run)
      return last
    },
    cancelAnimationFrame: (frame: number) => {
      assert.type(frame, 'number')
      requested.delete(frame)
    },
  })

  const done: string[] = []
  /** How many milliseconds each frame takes. */
  const cost = { arrange: 0, paint: 0 }
  const work = {
    arrange: () => {
      done.push(`arranged at ${clock.now}`)
      clock.now += cost.arrange
    },
    paint: () => {
      done.push(`painted at ${clock.now}`)
      clock.now += cost.paint
    },
  }
  const frames = new Frames({ arrange: () => work.arrange(), paint: () => work.paint() })
  return {
    ...{ clock, cost, done, work, frames },
    /** Returns what is due: timers, and then frames. */
    waiting: () => [
      ...Array.from(timers.values(), ({ delay }) => `${delay} ms`),
      ...Array.from(requested.values(), () => 'frame'),
    ],
    /** Runs the next frame. */
    frame() {
      const due = [...requested.values()]
      requested.clear()
      for (const run of due) run()
    },
    /** Lets time pass. */
    pass(milliseconds: number) {
      clock.now += milliseconds
      for (const [timer, { due, run }] of timers) {
        if (due <= clock.now && timers.delete(timer)) run()
      }
    },
  }
}

test.run()
